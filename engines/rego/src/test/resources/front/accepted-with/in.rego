# `with` replaces documents, rules and functions.
package mocks

clock := time.now_ns()

double(x) := x * 2

p if double(3) == 9 with double as 9

q if {
	now := clock with time.now_ns as 42
	now == 42
}

r if p with input.user as data.users[input.id] with data.roles as {"a"}
