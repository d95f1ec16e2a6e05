;; One tool, "work", with the effect "read".

(memory (export "memory") 1)

(global $top (mut i32) (i32.const 8192))

(func (export "cabi_realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
  (global.set $top (i32.add (local.get $at) (local.get $size)))
  (local.get $at))

;; A list of one tool: name, description, schema, effect.
(data (i32.const 64) "\80\00\00\00" "\01\00\00\00")

(data (i32.const 128)
  "\00\02\00\00" "\04\00\00\00" "\00\02\00\00" "\04\00\00\00" "\08\02\00\00" "\02\00\00\00"
  "\00\00\00\00" "\00\00\00\00\00\00\00\00")

(data (i32.const 512) "work\00\00\00\00{}")

;; ok, the text "work", no error, no data.
(data (i32.const 256)
  "\00\00\00\00\00\00\00\00" "\00\02\00\00" "\04\00\00\00" "\00\00\00\00" "\00\00\00\00" "\00\00\00\00"
  "\00\00\00\00")

(func (export "openkoi:tool/tools@0.1.0#describe") (result i32)
  (i32.const 64))

(func (export "openkoi:tool/tools@0.1.0#call") (param i32 i32 i32 i32) (result i32)
  (i32.const 256))
