package terraform.required_tags_test

import data.terraform.required_tags as rule
import data.lib.testing

test_tags_pass if {
	found := rule.deny with input as testing.stack([testing.created("aws_vpc", {"tags_all": {"Environment": "prod", "Owner": "crm"}}, {}), testing.created("google_x", {"labels": {"environment": "prod", "owner": "crm"}}, {})])
		with data.settings as testing.settings
	found == set()
}

test_a_missing_or_empty_tag_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_vpc", {"tags_all": {"Environment": "prod", "Owner": ""}}, {})])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_vpc.main has no tag Owner`}
}

test_what_cannot_have_tags_passes if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role_policy", {"name": "a"}, {}), testing.created("aws_untagged", {"tags": null}, {}), testing.created("docker_container", {"labels": []}, {})])
		with data.settings as testing.settings
	found == set()
}

test_a_tag_whose_value_is_not_known_passes if {
	found := rule.deny with input as testing.stack([testing.created("aws_vpc", {"tags_all": {"Environment": "prod"}}, {"tags_all": {"Owner": true}})])
		with data.settings as testing.settings
	found == set()
}

test_tags_that_are_not_known_are_not_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_vpc", {"tags": {"Environment": "prod"}}, {"tags_all": true})])
		with data.settings as testing.settings
	found == set()
}

test_tags_that_are_not_known_are_warned_of if {
	found := rule.warn with input as testing.stack([testing.created("aws_vpc", {"tags": {"Environment": "prod"}}, {"tags_all": true})])
		with data.settings as testing.settings
	count(found) == 1
}
