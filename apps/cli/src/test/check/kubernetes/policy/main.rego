package main

deny contains msg if {
	input.kind == "Deployment"
	not input.spec.template.spec.securityContext.runAsNonRoot
	msg := sprintf("%s must not run as root", [input.metadata.name])
}

deny contains msg if {
	input.kind == "Pod"
	msg := "a Pod alone is never restarted elsewhere"
}

deny_replicas contains result if {
	input.spec.replicas < 2
	result := {
		"msg": sprintf("<%s> needs 2 replicas & more", [input.metadata.name]),
		"_loc": {"file": "deployment.yaml", "line": 7},
		"wanted": 2,
		"labels": {"b": [1, 2.5, null], "a": true},
	}
}

violation_host_network contains {"msg": "first line\nsecond line"} if input.spec.template.spec.hostNetwork

warn contains "nobody owns it" if not input.metadata.labels.team

warn_empty contains "" if input.kind == "Service"

exception contains rules if {
	input.metadata.name == "legacy"
	rules := ["replicas", "host_network"]
}
