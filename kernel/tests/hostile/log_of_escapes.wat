(import "openkoi:host/log@0.1.0" "write" (func $log (param i32 i32 i32)))

(data (i32.const 1024) "\1b[2Jgone\0d")

(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (call $log (i32.const 3) (i32.const 1024) (i32.const 9))
  (i32.const 64))
