package loops

p if q

q if r[_]

r contains 1 if p

reach contains y if {
	some x in reach
	y := data.edges[x][_]
}
