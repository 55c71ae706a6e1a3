package terraform.plaintext_secret

import data.lib.estate
import data.lib.terraform

# METADATA
# scope: document
# title: No secret stands in the code of a stack
# description: |
#   Everybody who may read the repository has the secret, for as long as its history is kept. The
#   rule knows it by the origin of the masked value, or by its place (a constant of the code, the
#   default of a variable), and never sees the value.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: |-
#     Give the secret as a variable of the runner or read it from a secret store, and replace the one
#     that was in Git: it is known.
deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	walk(one.change.after, [path, leaf])
	leaf["$masked"].origin == "literal-in-git"
	msg := sprintf("%s: %s is a secret that stands in Git", [
		terraform.address(one),
		terraform.dotted(path),
	])
}

deny contains {"msg": msg} if {
	walk(terraform.plan.configuration, [path, leaf])
	estate.masked(leaf)
	in_code(path, leaf)
	msg := sprintf("configuration.%s is a secret that stands in Git", [terraform.dotted(path)])
}

in_code(_, leaf) if leaf["$masked"].origin == "literal-in-git"

in_code(path, _) if "constant_value" in path

in_code(path, _) if {
	path[count(path) - 3] == "variables"
	path[count(path) - 1] == "default"
}
