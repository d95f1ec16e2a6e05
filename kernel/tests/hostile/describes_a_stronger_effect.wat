;; The tool's effect is `irreversible`.
(data (i32.const 152) "\05\00\00\00")
