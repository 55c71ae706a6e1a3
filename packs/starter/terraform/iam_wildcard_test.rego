package terraform.iam_wildcard_test

import data.terraform.iam_wildcard as rule
import data.lib.testing

test_named_actions_pass if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role_policy", {"policy": `{"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*"}]}`}, {})])
		with data.settings as testing.settings
	found == set()
}

test_every_action_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role_policy", {"policy": `{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::a"}}`}, {})])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_iam_role_policy.main: policy allows every action`}
}

test_a_whole_service_everywhere_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role_policy", {"policy": `{"Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}]}`}, {})])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_iam_role_policy.main: policy allows every action of a service on every resource`}
}

test_a_whole_service_of_one_resource_passes if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role_policy", {"policy": `{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::crm/*"}]}`}, {})])
		with data.settings as testing.settings
	found == set()
}

test_all_but_some_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role_policy", {"policy": `{"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}`}, {})])
		with data.settings as testing.settings
	count(found) == 1
}

test_a_role_for_everybody_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role", {"assume_role_policy": `{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}`}, {})])
		with data.settings as testing.settings
	count(found) == 1
}

test_inline_policies_and_ready_ones_are_looked_at if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role", {"inline_policy": [{"policy": `{"Statement": [{"Effect": "Allow", "Action": "*:*", "Resource": "*"}]}`}]}, {}), testing.created("aws_iam_role_policy_attachment", {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}, {}), testing.created("google_project_iam_member", {"role": "roles/owner"}, {})])
		with data.settings as testing.settings
	count(found) == 3
}

test_a_policy_that_is_not_known_is_warned_of if {
	found := rule.warn with input as testing.stack([testing.created("aws_iam_role_policy", {}, {"policy": true}), testing.created("aws_iam_policy", {"policy": testing.masked("live")}, {})])
		with data.settings as testing.settings
	count(found) == 2
}

test_a_policy_that_is_not_known_is_not_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_iam_role_policy", {}, {"policy": true})])
		with data.settings as testing.settings
	found == set()
}
