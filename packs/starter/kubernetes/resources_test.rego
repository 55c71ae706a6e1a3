package kubernetes.resources_test

import data.kubernetes.resources as rule
import data.lib.testing

test_requests_and_limits_pass if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}}}))])
		with data.settings as testing.settings
	found == set()
}

test_nothing_said_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({}))])
		with data.settings as testing.settings
	testing.messages(found) == {`container "core" has no resources.requests of cpu, memory`, `container "core" has no resources.limits of memory`}
}

test_a_limit_is_the_request_too if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"resources": {"limits": {"cpu": 1, "memory": "64Mi"}}}))])
		with data.settings as testing.settings
	found == set()
}

test_what_the_pod_says_counts_and_ephemeral_containers_cannot if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.pod({"resources": {"limits": {"cpu": 1, "memory": "64Mi"}}, "containers": [{"name": "core"}], "ephemeralContainers": [{"name": "debug"}]})])
		with data.settings as testing.settings
	found == set()
}
