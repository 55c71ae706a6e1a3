package kubernetes.ingress_host_test

import data.kubernetes.ingress_host as rule
import data.lib.testing

test_hosts_in_the_domain_pass if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": {}}, "spec": {"rules": [{"host": "example.com"}, {"host": "*.crm.example.com"}], "tls": [{"hosts": ["CRM.example.com"]}]}}])
		with data.settings as testing.settings
	found == set()
}

test_hosts_outside_are_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": {}}, "spec": {"rules": [{"host": "crm.example.org"}], "tls": [{"hosts": ["notexample.com"]}]}}])
		with data.settings as testing.settings
	testing.messages(found) == {`host "crm.example.org" is not in example.com`, `host "notexample.com" is not in example.com`}
}

test_a_rule_for_every_name_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": {}}, "spec": {"rules": [{"http": {}}], "defaultBackend": {"service": {"name": "core"}}}}])
		with data.settings as testing.settings
	count(found) == 2
}

test_routes_of_gateways_are_looked_at if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "spec": {"hostnames": ["a.example.com", "a.example.net"]}}])
		with data.settings as testing.settings
	count(found) == 1
}
