(func $spin (loop $on (br $on)))

(start $spin)
