package team.b
import rego.v1
deny contains "b says no" if input.nothing
not_a_rule contains "zzz" if true
