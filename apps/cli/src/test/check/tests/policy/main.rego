package main

deny contains msg if {
	input.replicas < 2
	msg := "too few"
}

allowed if {
	input.replicas > 1
	input.team == "crm"
}

unused := 1 if input.nobody_sets_this
