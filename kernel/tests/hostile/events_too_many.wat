(memory (export "memory") 1000)

;; 1,200,000 events, which are empty texts.
(data (i32.const 64) "\00\00\00\00\00\00\00\00" "\00\00\00\00" "\00\00\00\00" "\00\00\01\00" "\80\4f\12\00")
