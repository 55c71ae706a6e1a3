package terraform.iam_wildcard

import data.lib.estate
import data.lib.terraform

# METADATA
# scope: document
# title: No access policy allows everything
# description: |
#   A role that may do everything does it when somebody else gets hold of it. Everything is: all
#   actions, all of a service on every resource, all but a few (NotAction), the ready policies for
#   administrators, and a role that everybody may take.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: Name the actions, and the resources that they are for.
deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some document in documents(one)
	some statement in terraform.statements(document.text)
	statement.Effect == "Allow"
	reach := too_far(statement)
	msg := sprintf("%s: %s allows %s", [terraform.address(one), document.named, reach])
}

deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some arn in array.concat(
		[object.get(one.change.after, "policy_arn", "")],
		array_of(object.get(one.change.after, "managed_policy_arns", [])),
	)
	estate.matches(mighty_policies, arn)
	msg := sprintf("%s attaches %s", [terraform.address(one), arn])
}

deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some attribute in ["role", "role_definition_name"]
	role := one.change.after[attribute]
	role in {"roles/owner", "roles/editor", "Owner", "Contributor", "User Access Administrator"}
	msg := sprintf("%s gives the role %s", [terraform.address(one), role])
}

# METADATA
# scope: document
# title: Access policies are known before they are applied
# description: |
#   The document holds a value that is not known yet, or is masked, so that the plan does not show
#   what it allows.
# custom:
#   authorities: [terraform]
#   severity: warn
#   fix: |-
#     Write names and ARNs that are known (or apply what they come from first), or look at the code
#     when you approve.
warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some path in object.get(places, one.type, [])
	terraform.written(one, path[0])
	unseen(one, path)
	msg := sprintf("%s: %s cannot be seen before it is applied", [
		terraform.address(one),
		terraform.dotted(path),
	])
}

warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some document in documents(one)
	document.text != ""
	not terraform.readable(document.text)
	msg := sprintf("%s: %s is no JSON object", [terraform.address(one), document.named])
}

# Where each type has its documents.
places := {
	"aws_iam_policy": [["policy"]],
	"aws_iam_role_policy": [["policy"]],
	"aws_iam_user_policy": [["policy"]],
	"aws_iam_group_policy": [["policy"]],
	"aws_iam_role": [["inline_policy", "policy"], ["assume_role_policy"]],
	"aws_ssoadmin_permission_set_inline_policy": [["inline_policy"]],
}

documents(one) := [{"named": terraform.dotted(path), "text": text} |
	some path in object.get(places, one.type, [])
	some text in terraform.values(one.change.after, path)
	is_string(text)
]

unseen(one, path) if terraform.hidden(one, path)

unseen(one, path) if {
	walk(one.change.after_unknown, [at, true])
	[step | some step in at; is_string(step)] == path
}

mighty_policies := ["*:policy/AdministratorAccess", "*:policy/PowerUserAccess", "*:policy/IAMFullAccess"]

# The first that holds says why.
too_far(statement) := "every action" if {
	some action in actions(statement)
	regex.match(`^\*+(:\*+)?$`, action)
} else := "every action of a service on every resource" if {
	some action in actions(statement)
	regex.match(`^[^:]+:\*+$`, action)
	everywhere(statement)
} else := "every action but some" if {
	statement.NotAction
	everywhere(statement)
} else := "everybody to take the role" if {
	terraform.anybody(statement.Principal)
	not statement.Condition
}

actions(statement) := terraform.listed(object.get(statement, "Action", []))

everywhere(statement) if {
	some resource in terraform.listed(object.get(statement, "Resource", []))
	regex.match(`^(\*+|arn:[^:]*:\*+(:\*+)*)$`, resource)
}

everywhere(statement) if statement.NotResource

array_of(value) := value if is_array(value)

array_of(value) := [] if not is_array(value)
