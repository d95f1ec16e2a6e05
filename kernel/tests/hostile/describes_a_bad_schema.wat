(data (i32.const 512) "work\00\00\00\00[]")
