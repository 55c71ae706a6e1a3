package main
import rego.v1
deny contains msg if { some f in input; f.contents.kind == "Deployment"; msg := sprintf("%s has %s", [f.path, f.contents.metadata.name]) }
warn contains msg if { count(input) > 2; msg := sprintf("%d docs", [count(input)]) }
