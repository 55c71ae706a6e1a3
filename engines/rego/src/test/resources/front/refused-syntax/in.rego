package syntax

p if {
	x := [1, 2
	x[0] == 1
}
