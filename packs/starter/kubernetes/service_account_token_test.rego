package kubernetes.service_account_token_test

import data.kubernetes.service_account_token as rule
import data.lib.testing

test_off_in_the_pod_passes if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"automountServiceAccountToken": false})])
		with data.settings as testing.settings
	found == set()
}

test_nothing_said_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({})])
		with data.settings as testing.settings
	testing.messages(found) == {`the pod mounts the token of service account crm/default`}
}

test_off_in_the_service_account_passes if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"serviceAccountName": "core"}), {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "core"}, "automountServiceAccountToken": false}])
		with data.settings as testing.settings
	found == set()
}

test_the_pod_goes_before_its_service_account if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"serviceAccountName": "core", "automountServiceAccountToken": true}), {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "core"}, "automountServiceAccountToken": false}])
		with data.settings as testing.settings
	count(found) == 1
}

test_named_service_accounts_pass if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"serviceAccountName": "operator"})])
		with data.settings as testing.settings
	found == set()
}
