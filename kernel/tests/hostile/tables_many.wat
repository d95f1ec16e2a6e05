(table 60000 funcref)

(table 60000 funcref)

(table 60000 funcref)

(table 60000 funcref)
