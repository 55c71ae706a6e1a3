package team.a
import rego.v1
deny_x contains "x of a" if input.kind
warn contains msg if { msg := data.words.hello; input.kind }
