(import "openkoi:host/log@0.1.0" "write" (func $log (param i32 i32 i32)))

(memory (export "memory") 20)

;; 2,000 lines of 64 KiB, which are zeros.
(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (local $left i32)
  (local.set $left (i32.const 2000))
  (loop $on
    (call $log (i32.const 0) (i32.const 65536) (i32.const 65536))
    (local.set $left (i32.sub (local.get $left) (i32.const 1)))
    (br_if $on (local.get $left)))
  (i32.const 64))
