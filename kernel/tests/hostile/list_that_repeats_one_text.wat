(memory (export "memory") 100)

;; approve-if: 100,000 conditions, all of them the same 4 MiB.
(data (i32.const 64)
  "\00\00\00\00\00\00\00\00" "\01\00\00\00" "\01\00\00\00" "\00\00\10\00" "\a0\86\01\00" "\00\00\00\3f"
  "\00\02\00\00" "\04\00\00\00" "\00\00\00\00" "\00\00\00\00")

(func $fill (local $at i32)
  (local.set $at (i32.const 0x100000))
  (loop $on
    (i32.store (local.get $at) (i32.const 0x200000))
    (i32.store offset=4 (local.get $at) (i32.const 0x400000))
    (local.set $at (i32.add (local.get $at) (i32.const 8)))
    (br_if $on (i32.lt_u (local.get $at) (i32.const 0x1c3500)))))

(start $fill)
