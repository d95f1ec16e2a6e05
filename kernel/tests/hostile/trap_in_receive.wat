(func (export "openkoi:integration/service@0.1.0#receive") (param i32 i32 i32 i32) (result i32)
  unreachable)
