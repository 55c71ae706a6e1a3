package size

# METADATA
# title: production has more than one replica
# custom: {fix: "Write 2 or more.", waivable: false}
deny contains {"msg": msg, "address": one.address} if {
	input.target.environment in data.strict
	some one in input.objects
	one.object.spec.replicas < 2
	msg := sprintf("%s has %d replica", [one.object.metadata.name, one.object.spec.replicas])
}

# METADATA
# custom: {severity: inform, fix: "Take it from a store."}
violation_secret contains {"msg": "a plaintext secret", "address": one.address, "fix": "Seal it."} if {
	some one in input.objects
	some value in one.object.data
	value["$masked"].origin == "literal-in-git"
}

require contains {"team": "platform", "count": 2} if input.plan.risk.level != "low"
