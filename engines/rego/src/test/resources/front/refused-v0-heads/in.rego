package old

p { true }

q[x] { x := 1 }

f(x) = y { y := x }
