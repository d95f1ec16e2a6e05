(data (i32.const 512) "\c3\28\ff\fe")
