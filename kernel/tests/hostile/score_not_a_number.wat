;; Not a number.
(data (i32.const 136) "\00\00\c0\7f")
