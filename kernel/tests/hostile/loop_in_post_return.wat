(func (export "cabi_post_openkoi:agency/adviser@0.1.0#advise") (param i32)
  (loop $on (br $on)))
