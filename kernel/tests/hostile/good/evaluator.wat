;; Reports one of everything. The task is the finding's detail, and the answer is the claim's text.

(memory (export "memory") 1)

(global $top (mut i32) (i32.const 8192))

(func (export "cabi_realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
  (global.set $top (i32.add (local.get $at) (local.get $size)))
  (local.get $at))

;; ok, done, and a list of one each: scores at 128, findings at 160, claims at 232, measurements at 264, extra at 352.
(data (i32.const 64)
  "\00\00\00\00\00\00\00\00" "\01\00\00\00" "\80\00\00\00" "\01\00\00\00" "\a0\00\00\00" "\01\00\00\00"
  "\e8\00\00\00" "\01\00\00\00" "\08\01\00\00" "\01\00\00\00" "\60\01\00\00" "\01\00\00\00")

;; A dimension, 0.5 with the weight 2, a reason.
(data (i32.const 128)
  "\00\02\00\00" "\05\00\00\00" "\00\00\00\3f" "\00\00\00\40" "\05\02\00\00" "\0a\00\00\00")

;; A severity of its own, a dimension, a title, the detail, some location, some fix, one evidence at 336.
(data (i32.const 160)
  "\03\00\00\00" "\26\02\00\00" "\05\00\00\00" "\00\02\00\00" "\05\00\00\00" "\0f\02\00\00" "\08\00\00\00"
  "\00\00\00\00" "\00\00\00\00" "\01\00\00\00" "\17\02\00\00" "\06\00\00\00"
  "\01\00\00\00" "\1d\02\00\00" "\07\00\00\00" "\50\01\00\00" "\01\00\00\00")

;; The text, contradicted, one evidence at 336.
(data (i32.const 232)
  "\00\00\00\00" "\00\00\00\00" "\01\00\00\00" "\00\00\00\00" "\00\00\00\00" "\50\01\00\00" "\01\00\00\00")

;; A kind, a command, a directory, the code 2; 1 passed, 1 failed, 3 skipped; one name at 344, an output, 1,500 ms.
(data (i32.const 264)
  "\2b\02\00\00" "\04\00\00\00" "\2f\02\00\00" "\09\00\00\00" "\38\02\00\00" "\03\00\00\00"
  "\01\00\00\00" "\02\00\00\00" "\01\00\00\00" "\01\00\00\00" "\03\00\00\00"
  "\58\01\00\00" "\01\00\00\00" "\3e\02\00\00" "\08\00\00\00" "\dc\05\00\00")

(data (i32.const 336) "\24\02\00\00" "\02\00\00\00")

(data (i32.const 344) "\3b\02\00\00" "\03\00\00\00")

(data (i32.const 352) "\46\02\00\00" "\07\00\00\00" "\4d\02\00\00" "\05\00\00\00")

(data (i32.const 512)
  "tests" "one of two" "it fails" "a.py:3" "mend it" "r1" "style" "test" "make test" "sub" "one" "1 failed"
  "own.key" "value")

(func (export "openkoi:evaluator/judge@0.1.0#judge") (param $work i32) (result i32)
  (i64.store (i32.const 188) (i64.load offset=12 (local.get $work)))
  (i64.store (i32.const 232) (i64.load offset=36 (local.get $work)))
  (i32.const 64))
