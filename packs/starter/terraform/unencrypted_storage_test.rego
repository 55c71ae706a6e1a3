package terraform.unencrypted_storage_test

import data.terraform.unencrypted_storage as rule
import data.lib.testing

test_encrypted_storage_passes if {
	found := rule.deny with input as testing.stack([testing.created("aws_db_instance", {"storage_encrypted": true}, {}), testing.created("aws_redshift_cluster", {"encrypted": "true"}, {}), testing.created("aws_instance", {"root_block_device": [{"encrypted": true}], "ebs_block_device": []}, {})])
		with data.settings as testing.settings
	found == set()
}

test_storage_that_is_not_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_db_instance", {"storage_encrypted": null}, {}), testing.created("aws_ebs_volume", {"encrypted": false}, {}), testing.created("aws_instance", {"root_block_device": [{"encrypted": false}]}, {})])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_db_instance.main: storage_encrypted is not true`, `aws_ebs_volume.main: encrypted is not true`, `aws_instance.main: root_block_device.encrypted is not true`}
}

test_a_replica_is_as_its_source if {
	found := rule.deny with input as testing.stack([testing.created("aws_db_instance", {"storage_encrypted": false, "replicate_source_db": "crm-prod"}, {})])
		with data.settings as testing.settings
	found == set()
}

test_what_is_not_known_is_not_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_ebs_volume", {}, {"encrypted": true})])
		with data.settings as testing.settings
	found == set()
}

test_what_is_not_known_is_warned_of if {
	found := rule.warn with input as testing.stack([testing.created("aws_ebs_volume", {}, {"encrypted": true}), testing.created("aws_instance", {"ebs_block_device": [{}]}, {"root_block_device": true, "ebs_block_device": [{"encrypted": true}]})])
		with data.settings as testing.settings
	count(found) == 3
}
