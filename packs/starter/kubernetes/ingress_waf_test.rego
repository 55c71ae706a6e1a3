package kubernetes.ingress_waf_test

import data.kubernetes.ingress_waf as rule
import data.lib.testing

test_an_annotation_passes if {
	found := rule.warn with input as testing.kubernetes("dev", [{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": {"waf/on": "true"}}, "spec": {}}, {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": {"waf/arn": "arn:aws:wafv2:x"}}, "spec": {}}])
		with data.settings as testing.settings
	found == set()
}

test_none_is_warned_of if {
	found := rule.warn with input as testing.kubernetes("dev", [{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": {}}, "spec": {}}])
		with data.settings as testing.settings
	count(found) == 1
}

test_one_that_is_off_is_warned_of if {
	found := rule.warn with input as testing.kubernetes("dev", [{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": {"waf/on": "false", "waf/arn": ""}}, "spec": {}}])
		with data.settings as testing.settings
	count(found) == 1
}
