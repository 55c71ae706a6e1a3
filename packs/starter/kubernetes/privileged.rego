package kubernetes.privileged

import data.lib.workloads

# METADATA
# scope: document
# title: No container is privileged
# description: |
#   A privileged container has the node: every device and every other pod of it (Pod Security
#   Standards, baseline). A host process of Windows is the same.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Remove privileged and add the one capability that is needed.
deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.containers
	one.container.securityContext.privileged == true
	msg := sprintf("%s is privileged", [one.named])
}

deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.containers
	one.container.securityContext.windowsOptions.hostProcess == true
	msg := sprintf("%s is a host process", [one.named])
}

deny contains {"msg": "the pod is a host process", "address": pod.address} if {
	some pod in workloads.pods
	pod.spec.securityContext.windowsOptions.hostProcess == true
}
