(func (export "openkoi:integration/service@0.1.0#poll") (param i32 i32 i32 i32) (result i32)
  (loop $on (br $on))
  unreachable)
