package kubernetes.resources

import data.lib.workloads

# METADATA
# scope: document
# title: Containers say what they need and what they may take
# description: |
#   Without requests the scheduler puts too much on a node; without a limit of memory one container
#   takes the node down. What the pod says as a whole counts for its containers. Ephemeral containers
#   cannot have resources.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Write resources.requests and resources.limits, from what the container was seen to use.
deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.containers
	one.sort != "ephemeralContainers"
	some list in ["requests", "limits"]
	absent := [name |
		some name in data.settings.kubernetes[list]
		not said(one.container, list, name)
		not said(one.pod, list, name)
	]
	count(absent) > 0
	msg := sprintf("%s has no resources.%s of %s", [one.named, list, concat(", ", absent)])
}

said(holder, list, name) if not object.get(holder, ["resources", list, name], null) in {null, ""}

# A limit is the request too where there is none (Kubernetes, "Resource management for pods").
said(holder, "requests", name) if {
	not object.get(holder, ["resources", "limits", name], null) in {null, ""}
}
