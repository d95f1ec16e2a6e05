;; Infinite.
(data (i32.const 140) "\00\00\80\7f")
