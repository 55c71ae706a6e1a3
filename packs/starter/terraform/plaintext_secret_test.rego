package terraform.plaintext_secret_test

import data.terraform.plaintext_secret as rule
import data.lib.testing

test_other_origins_pass if {
	found := rule.deny with input as testing.stack([testing.created("aws_db_instance", {"password": testing.masked("live")}, {})])
		with data.settings as testing.settings
	found == set()
}

test_a_literal_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_db_instance", {"password": testing.masked("literal-in-git")}, {})])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_db_instance.main: password is a secret that stands in Git`}
}

test_constants_and_defaults_stand_in_the_code if {
	found := rule.deny with input as object.union(testing.stack([]), {"terraform": {"plan": {"configuration": {"provider_config": {"aws": {"expressions": {"secret_key": {"constant_value": testing.masked("live")}}}}, "root_module": {"variables": {"password": {"default": testing.masked("live")}}}}}}})
		with data.settings as testing.settings
	count(found) == 2
}
