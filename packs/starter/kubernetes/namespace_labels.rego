package kubernetes.namespace_labels

import data.lib.workloads

# METADATA
# scope: document
# title: Namespaces have the labels that others rely on
# description: |
#   Pod security admission, network policies and reports of cost find a namespace by its labels.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Write the labels of settings kubernetes.namespace_labels.
deny contains {"msg": msg, "address": one.address} if {
	some one in namespaces
	labels := data.settings.kubernetes.namespace_labels
	some name, _ in labels
	label(one, name) == ""
	msg := sprintf("label %s is missing", [name])
}

deny contains {"msg": msg, "address": one.address} if {
	some one in namespaces
	labels := data.settings.kubernetes.namespace_labels
	some name, allowed in labels
	count(allowed) > 0
	value := label(one, name)
	value != ""
	not value in allowed
	msg := sprintf("label %s is %q, wanted is %s", [name, value, concat(" or ", allowed)])
}

namespaces contains one if {
	some one in workloads.objects
	one.object.kind == "Namespace"
	workloads.group(one.object) == ""
}

label(one, name) := object.get(one.object, ["metadata", "labels", name], "")
