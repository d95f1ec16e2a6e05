(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (i32.const 65))
