package terraform.database_replacement_test

import data.terraform.database_replacement as rule
import data.lib.testing

test_a_replaced_database_requires_the_data_owner if {
	found := rule.require with input as testing.stack([testing.destroyed("aws_db_instance", {}, ["delete", "create"])])
		with data.settings as testing.settings
	found == {{"team": "data-owners", "count": 1}}
}

test_what_forces_it_is_named if {
	found := rule.inform with input as testing.stack([object.union(testing.destroyed("aws_db_instance", {}, ["create", "delete"]), {"change": {"replace_paths": [["engine"], ["tags", "Name"]]}})])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_db_instance.main holds data and would be replaced because of engine, tags.Name`}
}

test_updates_and_other_types_pass if {
	found := rule.require with input as testing.stack([testing.destroyed("aws_db_instance", {}, ["update"]), testing.destroyed("aws_instance", {}, ["delete", "create"])])
		with data.settings as testing.settings
	found == set()
}
