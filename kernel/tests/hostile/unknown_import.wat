(import "openkoi:host/root@0.1.1" "run" (func (param i32 i32)))
