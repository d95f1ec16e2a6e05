(import "openkoi:host/http@0.1.0" "fetch" (func (param i32 i32 i32 i32 i32 i32 i32 i32 i32)))
