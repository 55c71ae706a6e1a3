package kubernetes.image_digest

import data.lib.estate
import data.lib.workloads

# METADATA
# scope: document
# title: Images in production are named by digest
# description: |
#   A tag can be moved after the change was approved; a digest names the bytes that were.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Write the image as NAME@sha256:DIGEST; a kustomization does it with images.digest.
deny contains {"msg": msg, "address": one.address} if {
	estate.production
	some one in workloads.containers
	image := object.get(one.container, "image", "")
	not regex.match(`@sha256:[0-9a-f]{64}$`, image)
	msg := sprintf("%s has image %q, which is not named by digest", [one.named, image])
}
