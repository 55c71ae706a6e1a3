package conflicts

p := 1

p contains 2

f(x) := x

f(x, y) := x + y

a.b := 1

a.b.c := 2

default d := 1

default d := 2
