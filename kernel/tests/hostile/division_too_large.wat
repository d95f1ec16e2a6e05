(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (i32.div_s (i32.const 0x80000000) (i32.const -1)))
