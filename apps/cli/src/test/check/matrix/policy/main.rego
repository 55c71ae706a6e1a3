package main

import rego.v1

deny contains msg if {
	input.kind == "Deployment"
	not input.spec.safe
	msg := sprintf("%s unsafe", [input.metadata.name])
}

warn_owner contains {"msg": msg, "severity": "low", "_loc": {"file": "x.yaml", "line": 3}} if {
	not input.metadata.owner
	msg := "no owner"
}

violation_size contains {"msg": "too big", "details": {"n": input.size}} if input.size > 3

exception contains rules if {
	input.metadata.name == "legacy"
	rules := ["owner", "size", ""]
}
