(func $again (result i32)
  (i32.add (call $again) (i32.const 1)))

(func $start
  (drop (call $again)))

(start $start)
