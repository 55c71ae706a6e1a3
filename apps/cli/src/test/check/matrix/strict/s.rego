package main
import rego.v1
import data.foo
deny contains "x" if { y := 1; input.kind }
