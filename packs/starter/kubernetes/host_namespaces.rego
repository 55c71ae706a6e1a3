package kubernetes.host_namespaces

import data.lib.workloads

# METADATA
# scope: document
# title: Pods do not share network, processes or IPC of the node
# description: |
#   With hostNetwork a pod sees the traffic of the node and passes network policies by; with hostPID
#   and hostIPC it sees what other pods do (Pod Security Standards, baseline).
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Remove the field; a Service gives the pod an address.
deny contains {"msg": msg, "address": pod.address} if {
	some pod in workloads.pods
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	pod.spec[field] == true
	msg := sprintf("the pod has %s: true", [field])
}
