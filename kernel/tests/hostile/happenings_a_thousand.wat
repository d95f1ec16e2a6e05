(memory (export "memory") 2)

;; As many happenings as there may be, all zeros.
(data (i32.const 336) "\00\80\00\00" "\e8\03\00\00")
