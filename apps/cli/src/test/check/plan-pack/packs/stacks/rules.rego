package stacks

# METADATA
# custom: {fix: Move the data first.}
deny_replaced contains {"msg": msg, "address": change.address} if {
	input.target.environment == "prod"
	some change in input.plan.changes
	change.action == "replace"
	change.guarded
	msg := sprintf("%s is replaced: %v", [change.address, [field.path | some field in change.fields]])
}

inform contains sprintf("%s: %v", [one.address, one.change.after]) if {
	input.target.authority == "terraform"
	some one in input.terraform.plan.resource_changes
	not one.change.after.password["$masked"]
}

inform contains "a secret" if contains(json.marshal(input), "correct-horse")
