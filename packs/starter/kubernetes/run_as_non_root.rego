package kubernetes.run_as_non_root

import data.lib.workloads

# METADATA
# scope: document
# title: Containers do not run as root
# description: |
#   Root in a container is root on the node as soon as something else fails. runAsNonRoot makes the
#   kubelet refuse the image that would (Pod Security Standards, restricted). What a container says
#   goes before what its pod says.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: "Write securityContext.runAsNonRoot: true in the pod, and let the image have a user."
deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.containers
	not effective(one, "runAsNonRoot") == true
	msg := sprintf("%s may run as root: runAsNonRoot is not true", [one.named])
}

deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.containers
	effective(one, "runAsUser") == 0
	msg := sprintf("%s runs as root: runAsUser is 0", [one.named])
}

effective(one, field) := value if {
	fallback := object.get(one.pod, ["securityContext", field], null)
	value := object.get(one.container, ["securityContext", field], fallback)
}
