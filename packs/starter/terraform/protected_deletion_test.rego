package terraform.protected_deletion_test

import data.terraform.protected_deletion as rule
import data.lib.testing

test_other_resources_may_be_deleted if {
	found := rule.deny with input as testing.stack([testing.destroyed("aws_instance", {"disable_api_termination": false, "tags": {"Protected": "false"}}, ["delete"])])
		with data.settings as testing.settings
	found == set()
}

test_protected_ones_are_denied if {
	found := rule.deny with input as testing.stack([testing.destroyed("aws_db_instance", {"deletion_protection": true}, ["delete"]), testing.destroyed("aws_kms_key", {}, ["delete", "create"]), testing.destroyed("aws_vpc", {"tags_all": {"Protected": "true"}}, ["delete"])])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_db_instance.main would be deleted and is protected: deletion_protection is true`, `aws_kms_key.main would be replaced and is protected: by its type`, `aws_vpc.main would be deleted and is protected: it has the tag Protected`}
}

test_an_address_may_be_protected if {
	found := rule.deny with input as testing.stack([object.union(testing.destroyed("aws_vpc", {}, ["delete"]), {"address": "module.core.aws_vpc.main"})])
		with data.settings as testing.settings
	count(found) == 1
}

test_the_end_of_a_protection_is_warned_of if {
	found := rule.warn with input as testing.stack([{"address": "a", "type": "aws_db_instance", "mode": "managed", "change": {"actions": ["update"], "before": {"deletion_protection": true}, "after": {"deletion_protection": false}}}, testing.destroyed("aws_kms_key", {}, ["forget"])])
		with data.settings as testing.settings
	count(found) == 2
}

test_a_protection_that_stays_is_not_warned_of if {
	found := rule.warn with input as testing.stack([{"address": "a", "type": "aws_db_instance", "mode": "managed", "change": {"actions": ["update"], "before": {"deletion_protection": true}, "after": {"deletion_protection": true}}}])
		with data.settings as testing.settings
	found == set()
}
