package types

names := ["a", "b"]

p if names.first == "a"

q := count(7)

r if "1" == 1

s := concat(",", [1, 2])

config := {"port": 80, "host": "x"}

t if config.prot == 80

f(x) := x + 1

u := f("one")
