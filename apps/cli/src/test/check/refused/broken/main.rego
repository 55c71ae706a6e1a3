package main

deny contains msg if {
	input.x
	mgs := "x"
}

warn contains "y" if {
