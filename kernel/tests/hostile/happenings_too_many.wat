(memory (export "memory") 2)

;; 1,001 happenings, all zeros.
(data (i32.const 336) "\00\80\00\00" "\e9\03\00\00")
