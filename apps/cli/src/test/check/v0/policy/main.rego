package main

deny[msg] {
	input.a > 1
	msg := "a is too large"
}

deny[{"msg": msg}] {
	input.b
	msg := "b is set"
}

exception[rules] {
	input.excused
	rules := [""]
}
