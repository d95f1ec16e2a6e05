(import "openkoi:host/log@0.1.0" "write" (func $log (param i32 i32 i32)))

(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (local $left i32)
  (local.set $left (i32.const 10000000))
  (loop $on
    (call $log (i32.const 0) (i32.const 512) (i32.const 4))
    (local.set $left (i32.sub (local.get $left) (i32.const 1)))
    (br_if $on (local.get $left)))
  (i32.const 64))
