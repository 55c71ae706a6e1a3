package kubernetes.ingress_waf

import data.lib.workloads

# METADATA
# scope: document
# title: A web application firewall stands before every ingress
# description: |
#   What the world may call is filtered first. Only an annotation of the ingress says so.
# custom:
#   authorities: [kubernetes]
#   severity: warn
#   fix: Write one of the annotations of settings kubernetes.waf_annotations.
warn contains {"msg": msg, "address": one.address} if {
	some one in workloads.objects
	one.object.kind == "Ingress"
	not guarded(one.object)
	msg := sprintf("no annotation names a web application firewall, wanted is one of %s", [
		concat(", ", object.keys(data.settings.kubernetes.waf_annotations)),
	])
}

guarded(ingress) if {
	annotations := data.settings.kubernetes.waf_annotations
	some name, values in annotations
	value := workloads.annotation(ingress, name)
	accepted(value, values)
}

accepted(_, values) if count(values) == 0

accepted(value, values) if value in values
