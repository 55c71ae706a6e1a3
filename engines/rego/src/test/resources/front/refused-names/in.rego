package names

p if {
	x := 1
	x := 2
}

q if {
	y == 1
	some y
	y > 0
}

r if {
	some z
	input.a
}

s(a) if {
	a := 2
}

t if not u := 1
