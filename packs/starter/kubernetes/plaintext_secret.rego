package kubernetes.plaintext_secret

import data.lib.estate
import data.lib.workloads

# METADATA
# scope: document
# title: No secret stands in Git
# description: |
#   Everybody who may read the repository has the secret, for as long as its history is kept. The
#   rule knows it by the origin of the masked value and never sees the value.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: |-
#     Keep the secret in a secret store and refer to it (secretKeyRef, External Secrets), and replace
#     the one that was in Git: it is known.
deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.objects
	walk(one.object, [path, leaf])
	leaf["$masked"].origin == "literal-in-git"
	not harmless(one.object, path)
	msg := sprintf("/%s%s is a secret that stands in Git", [
		concat("/", [sprintf("%v", [step]) | some step in path]),
		called(parent(one.object, path)),
	])
}

parent(body, path) := object.get(body, array.slice(path, 0, count(path) - 1), {})

called(variable) := sprintf(" (variable %s)", [variable.name]) if is_variable(variable)

called(value) := "" if not is_variable(value)

is_variable(value) if {
	is_string(value.name)
	object.keys(value) == {"name", "value"}
}

# Variables are masked when they are only called like a secret.
harmless(body, path) if {
	variable := parent(body, path)
	is_variable(variable)
	estate.matches(data.settings.kubernetes.harmless_variables, variable.name)
}
