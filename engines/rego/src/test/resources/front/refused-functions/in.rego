package functions

p := counts([1])

q := startswith("abc")

f(x) := x

r := f(1, 2)

s if input.f(1)
