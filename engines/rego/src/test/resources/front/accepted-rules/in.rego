# Every kind of rule, and what the compiler makes of its head.
package shop

import data.catalog.prices as price_of

default allow := false

allow if input.user == "root"

allow if {
	some role in input.roles
	role in admins
}

admins contains "owner"

admins contains name if some name, true in data.flags

total(items) := sum([price_of[item] | some item in items])

level(n) := "high" if n > 10 else := "low" if n > 0 else := "none"

by_team[team].members[name] := age if {
	some name, person in data.people
	team := person.team
	age := person.age
}
