package kubernetes.run_as_non_root_test

import data.kubernetes.run_as_non_root as rule
import data.lib.testing

test_what_the_pod_says_counts if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"securityContext": {"runAsNonRoot": true}, "containers": [{"name": "core"}]})])
		with data.settings as testing.settings
	found == set()
}

test_nothing_said_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({}))])
		with data.settings as testing.settings
	testing.messages(found) == {`container "core" may run as root: runAsNonRoot is not true`}
}

test_a_container_goes_before_its_pod if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"securityContext": {"runAsNonRoot": true}, "containers": [{"name": "core", "securityContext": {"runAsNonRoot": false}}]})])
		with data.settings as testing.settings
	count(found) == 1
}

test_user_zero_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"securityContext": {"runAsNonRoot": true, "runAsUser": 0}}))])
		with data.settings as testing.settings
	testing.messages(found) == {`container "core" runs as root: runAsUser is 0`}
}
