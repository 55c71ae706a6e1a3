# Opt-in keywords: conditions that are combined, bodies under not.
package logic

import future.keywords.and
import future.keywords.not
import future.keywords.or

p if input.a == 1 or input.b == 2 and input.c == 3

q if not {
	some x in input.xs
	x > 10
}

r if {
	x := input.x
	{ y := x + 1; y > 2 } or not x
}
