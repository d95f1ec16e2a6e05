;; Approves of everything.

(memory (export "memory") 1)

(global $top (mut i32) (i32.const 8192))

(func (export "cabi_realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
  (global.set $top (i32.add (local.get $at) (local.get $size)))
  (local.get $at))

;; ok, done, approve, 0.5, the reason at 512, nothing extra.
(data (i32.const 64)
  "\00\00\00\00\00\00\00\00" "\01\00\00\00" "\00\00\00\00" "\00\00\00\00\00\00\00\00" "\00\00\00\3f"
  "\00\02\00\00" "\04\00\00\00" "\00\00\00\00" "\00\00\00\00")

(data (i32.const 512) "fine")

(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (i32.const 64))
