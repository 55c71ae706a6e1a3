package kubernetes.host_namespaces_test

import data.kubernetes.host_namespaces as rule
import data.lib.testing

test_a_pod_of_its_own_passes if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"hostNetwork": false})])
		with data.settings as testing.settings
	found == set()
}

test_namespaces_of_the_node_are_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"hostNetwork": true, "hostPID": true})])
		with data.settings as testing.settings
	testing.messages(found) == {`the pod has hostNetwork: true`, `the pod has hostPID: true`}
}
