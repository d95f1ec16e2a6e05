(memory $more0 1)

(memory $more1 1)

(memory $more2 1)

(memory $more3 1)

(memory $more4 1)

(memory $more5 1)

(memory $more6 1)

(memory $more7 1)
