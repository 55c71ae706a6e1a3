package main
import rego.v1
deny contains 7 if input.kind
deny contains null if input.kind
deny_arr := ["one", "two"] if input.kind
deny_str := "alone" if input.kind
deny_true := true if input.kind
warn_empty contains "" if input.kind
warn_obj contains {"msg": "m", "x": {"y": [1, 2]}, "n": 1e3} if input.kind
violation contains {"msg": "v", "metadata": {"query": "q"}} if input.kind
deny_uni contains "ünï ✓ \nsecond <b>&" if input.kind
