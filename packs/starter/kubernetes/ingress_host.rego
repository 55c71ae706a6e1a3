package kubernetes.ingress_host

import data.lib.workloads

# METADATA
# scope: document
# title: Hosts of an ingress are in the domains of the company
# description: |
#   A host outside of them answers for a name that is not ours, and a rule without a host answers for
#   every name that reaches the controller. Routes of the Gateway API are looked at too.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: Write a host in a domain of settings kubernetes.ingress_domains.
deny contains {"msg": msg, "address": one.address} if {
	some one in ingresses
	some host in hosts(one.object)
	not ours(host)
	msg := sprintf("host %q is not in %s", [host, concat(", ", data.settings.kubernetes.ingress_domains)])
}

deny contains {"msg": "a rule has no host, so that it answers for every name", "address": one.address} if {
	some one in ingresses
	some rule in one.object.spec.rules
	object.get(rule, "host", "") == ""
}

deny contains {"msg": msg, "address": one.address} if {
	some one in ingresses
	is_object(one.object.spec.defaultBackend)
	msg := "a default backend answers for every name"
}

deny contains {"msg": msg, "address": one.address} if {
	some one in workloads.objects
	workloads.group(one.object) == "gateway.networking.k8s.io"
	some host in route_hosts(one.object)
	not ours(host)
	msg := sprintf("host %q is not in %s", [host, concat(", ", data.settings.kubernetes.ingress_domains)])
}

ingresses contains one if {
	some one in workloads.objects
	one.object.kind == "Ingress"
	workloads.group(one.object) in {"networking.k8s.io", "extensions"}
}

hosts(ingress) := {host |
	some rule in ingress.spec.rules
	host := rule.host
	host != ""
} | {host |
	some tls in ingress.spec.tls
	some host in tls.hosts
}

route_hosts(route) := {host | some host in route.spec.hostnames} | {listener.hostname |
	some listener in route.spec.listeners
}

# *.example.com is below example.com.
ours(host) if {
	some domain in data.settings.kubernetes.ingress_domains
	name := lower(trim_prefix(host, "*."))
	some end in [name, concat("", [".", name])]
	endswith(end, concat("", [".", lower(trim_prefix(domain, "."))]))
}
