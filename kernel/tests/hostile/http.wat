(import "openkoi:host/http@0.1.0" "fetch" (func $fetch (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))

(func (export "openkoi:tool/tools@0.1.0#call") (param i32 i32 i32 i32) (result i32)
  (call $fetch (i32.const 512) (i32.const 4) (i32.const 512) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
    (i32.const 2048))
  (i32.const 256))
