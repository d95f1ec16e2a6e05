(memory (export "memory") 200)

;; A text of 9 MiB.
(data (i32.const 1024) "\00\00\00\00\00\00\00\00" "\00\00\01\00" "\00\00\90\00")

(func (export "openkoi:integration/service@0.1.0#invoke") (param i32 i32 i32 i32) (result i32)
  (i32.const 1024))
