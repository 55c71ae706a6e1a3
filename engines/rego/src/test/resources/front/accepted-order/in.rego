# Conditions are put in an order in which each variable is bound before it is needed.
package order

p contains y if {
	not blocked[x]
	y = x + 1
	x = input.xs[_]
}

blocked contains 7

q := [y | y := 2 * x] if x := input.n

r if every k, v in input.limits {
	v < 10
	startswith(k, prefix)
	prefix = "cpu"
}
