;; Seventy of one entry.
(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)

(table 1 funcref)
