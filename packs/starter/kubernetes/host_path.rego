package kubernetes.host_path

import data.lib.workloads

# METADATA
# scope: document
# title: No volume is a folder of the node
# description: |
#   A hostPath volume reads and writes what belongs to the node and to other pods, and ties the pod
#   to that node (Pod Security Standards, baseline).
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Take an emptyDir, a PersistentVolumeClaim, a ConfigMap or a CSI volume.
deny contains {"msg": msg, "address": pod.address} if {
	some pod in workloads.pods
	some volume in pod.spec.volumes
	is_object(volume.hostPath)
	msg := sprintf("volume %q is the folder %q of the node", [
		object.get(volume, "name", ""),
		object.get(volume.hostPath, "path", ""),
	])
}

deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.objects
	one.object.kind == "PersistentVolume"
	is_object(one.object.spec.hostPath)
	msg := sprintf("the volume is the folder %q of the node", [
		object.get(one.object.spec.hostPath, "path", ""),
	])
}
