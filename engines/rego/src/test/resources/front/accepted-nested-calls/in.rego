# Calls inside of terms get variables; references inside of terms too.
package flat

p := upper(concat("-", [input.a, lower(data.names[input.i])]))

q if {
	{"kind": kind, "ok": true} = input.object
	kind == {"pod": 1}[input.x]
}

r := $"{input.user} has {count(input.groups)} groups"
