(func $fall unreachable)

(start $fall)
