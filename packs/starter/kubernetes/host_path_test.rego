package kubernetes.host_path_test

import data.kubernetes.host_path as rule
import data.lib.testing

test_other_volumes_pass if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"volumes": [{"name": "tmp", "emptyDir": {}}]})])
		with data.settings as testing.settings
	found == set()
}

test_a_folder_of_the_node_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment({"volumes": [{"name": "run", "hostPath": {"path": "/var/run"}}]})])
		with data.settings as testing.settings
	testing.messages(found) == {`volume "run" is the folder "/var/run" of the node`}
}

test_a_persistent_volume_of_the_node_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "v1", "kind": "PersistentVolume", "spec": {"hostPath": {"path": "/"}}}])
		with data.settings as testing.settings
	count(found) == 1
}
