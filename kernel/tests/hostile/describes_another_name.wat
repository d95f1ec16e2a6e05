(data (i32.const 512) "evil\00\00\00\00{}")
