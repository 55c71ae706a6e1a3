package terraform.protected_deletion

import data.lib.estate
import data.lib.terraform

# METADATA
# scope: document
# title: Protected resources are not deleted
# description: |
#   Protected is what its provider protects (deletion protection), what has the protecting tag, and
#   the types and addresses of the settings. To replace a resource is to delete it too.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: Keep the resource, or bring a waiver for this rule and this address.
deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.destroyed
	why := protection(one)
	msg := sprintf("%s would be %s and is protected: %s", [
		terraform.address(one),
		terraform.verb(one),
		why,
	])
}

# METADATA
# scope: document
# title: The protection of a resource ends
# description: |
#   The step before a deletion: a change switches the protection off, or takes a protected resource
#   out of the stack, where nobody watches it any more.
# custom:
#   authorities: [terraform]
#   severity: warn
#   fix: Ask whoever brings the change what comes next.
warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in input.terraform.plan.resource_changes
	not "delete" in one.change.actions
	some name in switches
	one.change.before[name] == true
	one.change.after[name] == false
	msg := sprintf("%s: %s is switched off", [terraform.address(one), name])
}

warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in input.terraform.plan.resource_changes
	"forget" in one.change.actions
	why := protection(one)
	msg := sprintf("%s leaves the stack and is protected: %s", [terraform.address(one), why])
}

switches := ["deletion_protection", "deletion_protection_enabled", "disable_api_termination"]

protection(one) := why if {
	some name in switches
	one.change.before[name] == true
	why := sprintf("%s is true", [name])
} else := why if {
	some attribute in ["tags_all", "tags", "effective_labels", "labels"]
	some key, value in one.change.before[attribute]
	lower(key) == lower(data.settings.terraform.protected_tag)
	lower(sprintf("%v", [value])) == "true"
	why := sprintf("it has the tag %s", [key])
} else := why if {
	estate.matches(data.settings.terraform.protected_types, one.type)
	why := "by its type"
} else := "by its address" if {
	estate.matches(data.settings.terraform.protected_addresses, one.address)
}
