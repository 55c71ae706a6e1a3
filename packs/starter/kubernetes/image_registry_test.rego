package kubernetes.image_registry_test

import data.kubernetes.image_registry as rule
import data.lib.testing

test_an_image_of_ours_passes if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"image": "registry.example.com/crm:1.7"}))])
		with data.settings as testing.settings
	found == set()
}

test_an_image_of_somebody_else_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"image": "nginx:1"}))])
		with data.settings as testing.settings
	testing.messages(found) == {`container "core" has image "nginx:1", wanted is one of registry.example.com/`}
}

test_a_host_that_only_begins_like_ours_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"image": "registry.example.com.evil.net/crm"}))])
		with data.settings as testing.settings
	count(found) == 1
}
