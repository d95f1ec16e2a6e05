(func $again (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
  (i32.add (call $again (local.get 0) (local.get 1) (local.get 2) (local.get 3)) (i32.const 1)))
