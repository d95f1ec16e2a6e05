;; 1,001 names, all empty.
(data (i32.const 308) "\00\80\00\00" "\e9\03\00\00")
