package kubernetes.namespace_labels_test

import data.kubernetes.namespace_labels as rule
import data.lib.testing

test_a_namespace_with_its_labels_passes if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "crm", "labels": {"part-of": "crm", "enforce": "restricted"}}}])
		with data.settings as testing.settings
	found == set()
}

test_missing_labels_are_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "crm"}}])
		with data.settings as testing.settings
	testing.messages(found) == {`label part-of is missing`, `label enforce is missing`}
}

test_other_values_are_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "crm", "labels": {"part-of": "crm", "enforce": "privileged"}}}])
		with data.settings as testing.settings
	testing.messages(found) == {`label enforce is "privileged", wanted is baseline or restricted`}
}
