package kubernetes.load_balancer_cost_test

import data.kubernetes.load_balancer_cost as rule
import data.lib.testing

test_an_approved_load_balancer_passes if {
	found := rule.deny with input as testing.kubernetes("prod", [{"apiVersion": "v1", "kind": "Service", "metadata": {"annotations": {"cost/approved-by": "ben, FIN-12"}}, "spec": {"type": "LoadBalancer"}}])
		with data.settings as testing.settings
	found == set()
}

test_other_services_and_environments_pass if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "v1", "kind": "Service", "metadata": {"annotations": {}}, "spec": {"type": "LoadBalancer"}}])
		with data.settings as testing.settings
	found == set()
}

test_one_without_approval_is_denied_in_production if {
	found := rule.deny with input as testing.kubernetes("prod", [{"apiVersion": "v1", "kind": "Service", "metadata": {"annotations": {}}, "spec": {"type": "LoadBalancer"}}, {"apiVersion": "v1", "kind": "Service", "metadata": {"annotations": {}}, "spec": {"type": "ClusterIP"}}])
		with data.settings as testing.settings
	testing.messages(found) == {`it orders a load balancer and has no annotation cost/approved-by`}
}

test_an_empty_approval_is_none if {
	found := rule.deny with input as testing.kubernetes("prod", [{"apiVersion": "v1", "kind": "Service", "metadata": {"annotations": {"cost/approved-by": " "}}, "spec": {"type": "LoadBalancer"}}])
		with data.settings as testing.settings
	count(found) == 1
}
