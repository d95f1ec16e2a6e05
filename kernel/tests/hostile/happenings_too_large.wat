(memory (export "memory") 200)

;; A happening whose text has 9 MiB.
(data (i32.const 420) "\00\00\01\00" "\00\00\90\00")
