package kubernetes.stateful_deletion_test

import data.kubernetes.stateful_deletion as rule
import data.lib.testing

test_a_deleted_claim_requires_the_data_owner if {
	found := rule.require with input as object.union(testing.kubernetes("prod", []), {"plan": {"changes": [{"address": "PersistentVolumeClaim/crm/store", "action": "delete", "destroys": true}, {"address": "Cluster.postgresql.cnpg.io/crm/db", "action": "replace", "destroys": true}]}})
		with data.settings as testing.settings
	found == {{"team": "data-owners", "count": 1}}
}

test_the_objects_are_named if {
	found := rule.inform with input as object.union(testing.kubernetes("prod", []), {"plan": {"changes": [{"address": "StatefulSet.apps/crm/data", "action": "delete", "destroys": true}]}})
		with data.settings as testing.settings
	testing.messages(found) == {`StatefulSet.apps/crm/data holds data and the plan would delete it`}
}

test_updates_and_other_kinds_pass if {
	found := rule.require with input as object.union(testing.kubernetes("prod", []), {"plan": {"changes": [{"address": "StatefulSet.apps/crm/data", "action": "update", "destroys": false}, {"address": "Deployment.apps/crm/core", "action": "delete", "destroys": true}]}})
		with data.settings as testing.settings
	found == set()
}
