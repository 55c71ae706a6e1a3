package main
import rego.v1
deny contains "x" if input.kind
test_ok if count(deny) == 1 with input as {"kind": "a"}
test_bad if count(deny) == 2 with input as {"kind": "a"}
todo_test_later if false
test_err if 1 / 0 == 1
