package starter.settings_test

import data.starter.settings as rule
import data.lib.testing

test_complete_settings_pass if {
	found := rule.deny with input as {}
		with data.settings as testing.settings
	found == set()
}

test_missing_settings_are_denied if {
	found := rule.deny with data.settings as {"judged": "all"}
	count(found) == count(rule.wanted) - 1
	"setting teams.data_owners is of type null, wanted is string" in testing.messages(found)
}

test_a_setting_of_another_type_is_denied if {
	found := rule.deny with data.settings as testing.settings
		with data.settings.kubernetes.registries as "registry.example.com"
	testing.messages(found) == {"setting kubernetes.registries is of type string, wanted is array"}
}

test_a_word_that_judged_does_not_have_is_denied if {
	found := rule.deny with data.settings as testing.settings
		with data.settings.judged as "some"
	testing.messages(found) == {`setting judged is "some", wanted is all or changed`}
}
