(import "openkoi:host/process@0.1.0" "run" (func $run (param i32 i32 i32 i32 i32 i32 i32 i32)))

(func (export "openkoi:tool/tools@0.1.0#call") (param i32 i32 i32 i32) (result i32)
  (call $run (i32.const 512) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1000) (i32.const 2048))
  (i32.const 256))
