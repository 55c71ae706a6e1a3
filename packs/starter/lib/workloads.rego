# METADATA
# description: The objects of a cluster, and the pods and containers in all kinds that have some.
package lib.workloads

import data.lib.estate

# METADATA
# description: What Git asks for, each with its address.
objects contains one if {
	some one in input.objects
	is_string(one.object.kind)
	is_string(one.object.apiVersion)
	estate.judged(one.address)
}

# Kubernetes API reference, "Workload resources".
built_in := {
	"Pod": ["spec"],
	"PodTemplate": ["template", "spec"],
	"Deployment": ["spec", "template", "spec"],
	"ReplicaSet": ["spec", "template", "spec"],
	"ReplicationController": ["spec", "template", "spec"],
	"StatefulSet": ["spec", "template", "spec"],
	"DaemonSet": ["spec", "template", "spec"],
	"Job": ["spec", "template", "spec"],
	"CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
}

templates := object.union(object.get(data.settings, ["kubernetes", "pod_templates"], {}), built_in)

# METADATA
# description: Pods as a workload describes them.
pods contains {"address": one.address, "namespace": namespace(one.object), "spec": spec} if {
	some one in objects
	spec := object.get(one.object, templates[one.object.kind], null)
	is_object(spec)
}

# METADATA
# description: |
#   Containers of every sort; named is how messages call one, and sort the list that it is in.
containers contains found if {
	some pod in pods
	some sort in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod.spec[sort]
	found := {
		"address": pod.address,
		"pod": pod.spec,
		"sort": sort,
		"named": sprintf("container %q", [object.get(container, "name", "")]),
		"container": container,
	}
}

# METADATA
# description: The namespace that an object names; targets fill it in where it names none.
namespace(body) := object.get(body, ["metadata", "namespace"], default_namespace)

default_namespace := object.get(input.target, ["place", "namespace"], "default")

# METADATA
# description: The group of an object, empty for the core.
group(body) := split(body.apiVersion, "/")[0] if contains(body.apiVersion, "/")

group(body) := "" if not contains(body.apiVersion, "/")

# METADATA
# description: An annotation that says something.
annotation(body, name) := value if {
	value := body.metadata.annotations[name]
	trim_space(value) != ""
}
