package kubernetes.image_registry

import data.lib.workloads

# METADATA
# scope: document
# title: Images come from the corporate registry
# description: |
#   What runs was scanned and is kept in a registry of the company. An image without a host comes
#   from Docker Hub.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Copy the image to a registry of settings kubernetes.registries and name it there.
deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.containers
	image := object.get(one.container, "image", "")
	not ours(image)
	msg := sprintf("%s has image %q, wanted is one of %v", [
		one.named,
		image,
		concat(", ", data.settings.kubernetes.registries),
	])
}

ours(image) if {
	some registry in data.settings.kubernetes.registries
	startswith(image, concat("", [trim_right(registry, "/"), "/"]))
}
