(table $entries 1 funcref)

(func (export "openkoi:agency/adviser@0.1.0#advise") (param i32) (result i32)
  (drop (table.grow $entries (ref.null func) (i32.const 100000000)))
  (i32.const 64))
