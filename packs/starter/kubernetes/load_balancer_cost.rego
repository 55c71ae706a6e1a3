package kubernetes.load_balancer_cost

import data.lib.estate
import data.lib.workloads

# METADATA
# scope: document
# title: A load balancer in production has an approval of its cost
# description: |
#   A Service of type LoadBalancer orders an own load balancer and an own public address, which cost
#   every hour. An annotation says who agreed.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: |-
#     Share an ingress, or write the approval into the annotation that settings
#     kubernetes.cost_approval_annotation names.
deny contains {"msg": msg, "address": one.address} if {
	estate.production
	some one in workloads.objects
	one.object.kind == "Service"
	workloads.group(one.object) == ""
	one.object.spec.type == "LoadBalancer"
	name := data.settings.kubernetes.cost_approval_annotation
	not workloads.annotation(one.object, name)
	msg := sprintf("it orders a load balancer and has no annotation %s", [name])
}
