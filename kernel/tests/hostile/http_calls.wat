(import "openkoi:host/http@0.1.0" "fetch" (func $fetch (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))

(memory (export "memory") 100)

(func (export "openkoi:tool/tools@0.1.0#call") (param i32 i32 i32 i32) (result i32)
  (loop $on
    (call $fetch (i32.const 512) (i32.const 4) (i32.const 512) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
      (i32.const 2048))
    (br $on))
  unreachable)
