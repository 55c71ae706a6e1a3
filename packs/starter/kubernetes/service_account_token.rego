package kubernetes.service_account_token

import data.lib.estate
import data.lib.workloads

# METADATA
# scope: document
# title: Pods do not mount a token of their service account
# description: |
#   Who gets into a container speaks to the cluster with the token that lies in it. A pod that does
#   not talk to the cluster needs none. What the pod says goes before what its service account says.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: |-
#     Write automountServiceAccountToken: false in the pod, or name the service account in settings
#     kubernetes.token_service_accounts.
deny contains {"msg": msg, "address": pod.address} if {
	some pod in workloads.pods
	not off(pod)
	account := sprintf("%s/%s", [pod.namespace, account_of(pod)])
	not estate.matches(data.settings.kubernetes.token_service_accounts, account)
	msg := sprintf("the pod mounts the token of service account %s", [account])
}

off(pod) if pod.spec.automountServiceAccountToken == false

off(pod) if {
	object.get(pod.spec, "automountServiceAccountToken", null) == null
	some one in input.objects
	one.object.kind == "ServiceAccount"
	one.object.metadata.name == account_of(pod)
	workloads.namespace(one.object) == pod.namespace
	one.object.automountServiceAccountToken == false
}

# serviceAccount is the old name of the field.
account_of(pod) := object.get(
	pod.spec,
	"serviceAccountName",
	object.get(pod.spec, "serviceAccount", "default"),
)
