;; Zeros from 1024 on: questions whose ask is `model`, all texts empty.
(data (i32.const 64) "\00\00\00\00\00\00\00\00" "\00\00\00\00" "\00\04\00\00" "\11\00\00\00")
