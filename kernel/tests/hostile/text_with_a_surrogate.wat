(data (i32.const 512) "\ed\a0\80.")
