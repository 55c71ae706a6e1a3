package foo.bar

import rego.v1
import data.a as b

default q := 1

p if { a = true; not b.c[x].d; x := 1 + 2 }
r contains y if some y in [1, "a", null, {"k": {1}}]
f(x, [y]) := z if { z := x } else := 3 if { every k, v in input.z { v > k } }
o[k] := {1 | input.x} if { k := input.k with input.a as 2 }
s := [a | a := 1]
t := {"a": b | b := 2}
u := $"a{x}"
v.w.x := true
