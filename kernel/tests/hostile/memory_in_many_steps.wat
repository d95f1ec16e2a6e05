(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (loop $on
    (memory.fill (i32.mul (i32.const 65536) (memory.grow (i32.const 1))) (i32.const 7) (i32.const 65536))
    (br $on))
  unreachable)
