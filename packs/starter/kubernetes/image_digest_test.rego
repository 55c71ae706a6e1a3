package kubernetes.image_digest_test

import data.kubernetes.image_digest as rule
import data.lib.testing

test_an_image_by_tag_is_denied_in_production if {
	found := rule.deny with input as testing.kubernetes("prod", [testing.deployment(testing.one({"image": "registry.example.com/crm:1.7"}))])
		with data.settings as testing.settings
	testing.messages(found) == {`container "core" has image "registry.example.com/crm:1.7", which is not named by digest`}
}

test_an_image_by_digest_passes if {
	found := rule.deny with input as testing.kubernetes("prod", [testing.deployment(testing.one({"image": "registry.example.com/crm:1.7@sha256:0000000000000000000000000000000000000000000000000000000000000000"}))])
		with data.settings as testing.settings
	found == set()
}

test_other_environments_may_use_tags if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"image": "crm"}))])
		with data.settings as testing.settings
	found == set()
}

test_every_kind_and_every_sort_of_container_is_looked_into if {
	found := rule.deny with input as testing.kubernetes("prod", [testing.pod(testing.one({"image": "a"})), testing.cronjob(testing.one({"image": "b"})), testing.rollout(testing.one({"image": "c"})), testing.deployment({"containers": [{"name": "d"}], "initContainers": [{"name": "e"}], "ephemeralContainers": [{"name": "f"}]})])
		with data.settings as testing.settings
	count(found) == 6
}

test_what_the_change_does_not_touch_is_left_out_where_settings_say_so if {
	change := testing.kubernetes("prod", [testing.deployment(testing.one({"image": "a"}))])
	count(rule.deny) == 0 with input as change
		with data.settings as testing.settings
		with data.settings.judged as "changed"
	touched := object.union(change, {"plan": {"changes": [{
		"address": "Deployment/core",
		"action": "update",
	}]}})
	count(rule.deny) == 1 with input as touched
		with data.settings as testing.settings
		with data.settings.judged as "changed"
}
