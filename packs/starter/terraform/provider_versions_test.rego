package terraform.provider_versions_test

import data.terraform.provider_versions as rule
import data.lib.testing

test_a_constraint_passes if {
	found := rule.deny with input as object.union(testing.stack([testing.created("aws_vpc", {}, {})]), {"terraform": {"plan": {"configuration": {"provider_config": {"aws": {"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "~> 5.100"}}}}}})
		with data.settings as testing.settings
	found == set()
}

test_none_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_vpc", {}, {})])
		with data.settings as testing.settings
	testing.messages(found) == {`provider registry.terraform.io/hashicorp/aws has no version constraint`}
}

test_an_empty_one_is_denied if {
	found := rule.deny with input as object.union(testing.stack([testing.created("aws_vpc", {}, {})]), {"terraform": {"plan": {"configuration": {"provider_config": {"aws": {"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": ""}}}}}})
		with data.settings as testing.settings
	count(found) == 1
}

test_a_lower_bound_alone_is_warned_of if {
	found := rule.warn with input as object.union(testing.stack([testing.created("aws_vpc", {}, {})]), {"terraform": {"plan": {"configuration": {"provider_config": {"aws": {"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": ">= 5.0"}}}}}})
		with data.settings as testing.settings
	count(found) == 1
}

test_bounds_on_both_sides_are_not_warned_of if {
	found := rule.warn with input as object.union(testing.stack([testing.created("aws_vpc", {}, {})]), {"terraform": {"plan": {"configuration": {"provider_config": {"aws": {"full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": ">= 5.0, < 6.0"}}}}}})
		with data.settings as testing.settings
	found == set()
}

test_built_in_providers_have_none if {
	found := rule.deny with input as testing.stack([object.union(testing.created("terraform_data", {}, {}), {"provider_name": "terraform.io/builtin/terraform"})])
		with data.settings as testing.settings
	found == set()
}
