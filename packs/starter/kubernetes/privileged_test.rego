package kubernetes.privileged_test

import data.kubernetes.privileged as rule
import data.lib.testing

test_a_plain_container_passes if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"securityContext": {"privileged": false}}))])
		with data.settings as testing.settings
	found == set()
}

test_a_privileged_container_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"securityContext": {"privileged": true}}))])
		with data.settings as testing.settings
	testing.messages(found) == {`container "core" is privileged`}
}

test_a_privileged_init_container_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.cronjob({"initContainers": [{"securityContext": {"privileged": true}}]})])
		with data.settings as testing.settings
	count(found) == 1
}

test_host_processes_are_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.pod({"securityContext": {"windowsOptions": {"hostProcess": true}}, "containers": [{"securityContext": {"windowsOptions": {"hostProcess": true}}}]})])
		with data.settings as testing.settings
	count(found) == 2
}
