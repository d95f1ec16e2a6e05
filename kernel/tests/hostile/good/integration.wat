;; One action, "work", with the effect "read". It answers with its arguments, polls to the cursor that it was given and
;; one happening, and replies to a delivery with its body and the same happening.

(memory (export "memory") 1)

(global $top (mut i32) (i32.const 8192))

(func (export "cabi_realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
  (global.set $top (i32.add (local.get $at) (local.get $size)))
  (local.get $at))

;; A list of one action: name, description, schema, effect.
(data (i32.const 64) "\80\00\00\00" "\01\00\00\00")

(data (i32.const 128)
  "\00\02\00\00" "\04\00\00\00" "\00\02\00\00" "\04\00\00\00" "\08\02\00\00" "\02\00\00\00"
  "\00\00\00\00" "\00\00\00\00\00\00\00\00")

(data (i32.const 512) "work\00\00\00\00{}")

;; To `poll`: ok, the cursor, a list of one happening at 384.
(data (i32.const 320) "\00\00\00\00\00\00\00\00" "\00\00\00\00" "\00\00\00\00" "\80\01\00\00" "\01\00\00\00")

;; To `receive`: ok, some reply, a list of one happening at 384.
(data (i32.const 352)
  "\00\00\00\00\00\00\00\00" "\01\00\00\00" "\00\00\00\00" "\00\00\00\00" "\80\01\00\00" "\01\00\00\00")

;; Its id, channel, thread, sender and text; it mentions us, at 1,700,000,000,000 ms; one extra at 576.
(data (i32.const 384)
  "\20\02\00\00" "\02\00\00\00" "\22\02\00\00" "\07\00\00\00" "\01\00\00\00" "\29\02\00\00" "\02\00\00\00"
  "\2b\02\00\00" "\03\00\00\00" "\2e\02\00\00" "\09\00\00\00" "\01\00\00\00"
  "\00\68\e5\cf\8b\01\00\00" "\40\02\00\00" "\01\00\00\00")

(data (i32.const 544) "h1" "general" "t9" "U42" "koi, look" "a.b" "c")

(data (i32.const 576) "\37\02\00\00" "\03\00\00\00" "\3a\02\00\00" "\01\00\00\00")

(func (export "openkoi:integration/service@0.1.0#describe") (result i32)
  (i32.const 64))

(func (export "openkoi:integration/service@0.1.0#invoke") (param i32 i32) (param $arguments i32) (param $bytes i32) (result i32)
  (i32.store (i32.const 264) (local.get $arguments))
  (i32.store (i32.const 268) (local.get $bytes))
  (i32.const 256))

(func (export "openkoi:integration/service@0.1.0#poll") (param $cursor i32) (param $bytes i32) (param i32 i32) (result i32)
  (i32.store (i32.const 328) (local.get $cursor))
  (i32.store (i32.const 332) (local.get $bytes))
  (i32.const 320))

(func (export "openkoi:integration/service@0.1.0#receive") (param i32 i32) (param $body i32) (param $bytes i32) (result i32)
  (i32.store (i32.const 364) (local.get $body))
  (i32.store (i32.const 368) (local.get $bytes))
  (i32.const 352))
