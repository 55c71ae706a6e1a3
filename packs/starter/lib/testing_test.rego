# What the tests of all rules share: settings of their own, and small changes.
package lib.testing

settings := {
	"production": ["prod"],
	"judged": "all",
	"teams": {"data_owners": "data-owners"},
	"kubernetes": {
		"registries": ["registry.example.com/"],
		"requests": ["cpu", "memory"],
		"limits": ["memory"],
		"token_service_accounts": ["crm/operator"],
		"namespace_labels": {"part-of": [], "enforce": ["baseline", "restricted"]},
		"ingress_domains": ["example.com"],
		"waf_annotations": {"waf/on": ["true"], "waf/arn": []},
		"cost_approval_annotation": "cost/approved-by",
		"harmless_variables": ["*_FILE"],
		"stateful_kinds": ["StatefulSet.apps", "PersistentVolumeClaim", "*.postgresql.cnpg.io"],
		"pod_templates": {"Rollout": ["spec", "template", "spec"]},
	},
	"terraform": {
		"required_tags": ["Environment", "Owner"],
		"untagged_types": ["aws_untagged"],
		"public_ports": [443],
		"protected_types": ["aws_kms_key"],
		"protected_addresses": ["module.core.*"],
		"protected_tag": "Protected",
		"stateful_types": ["aws_db_instance", "aws_rds_*cluster"],
	},
}

# A change of an application.
kubernetes(environment, objects) := {
	"target": {
		"environment": environment,
		"authority": "kubernetes",
		"place": {"namespace": "crm"},
	},
	"plan": {"changes": []},
	"objects": [{"address": address(one), "object": one} | some one in objects],
}

address(one) := sprintf("%s/%s", [one.kind, object.get(one, ["metadata", "name"], "core")])

# A pod, and a workload of each kind that makes the pod.
pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

deployment(spec) := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"spec": {"template": {"spec": spec}},
}

cronjob(spec) := {
	"apiVersion": "batch/v1",
	"kind": "CronJob",
	"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}},
}

rollout(spec) := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Rollout",
	"spec": {"template": {"spec": spec}},
}

# A pod with one container of that.
one(container) := {"containers": [object.union({"name": "core"}, container)]}

# A change of a stack.
stack(changes) := {
	"target": {"environment": "prod", "authority": "terraform"},
	"plan": {"changes": []},
	"objects": [],
	"terraform": {"plan": {"resource_changes": changes, "configuration": {}}},
}

created(type, after, after_unknown) := {
	"address": sprintf("%s.main", [type]),
	"mode": "managed",
	"type": type,
	"name": "main",
	"provider_name": "registry.terraform.io/hashicorp/aws",
	"change": {
		"actions": ["create"],
		"before": null,
		"after": after,
		"after_unknown": after_unknown,
	},
}

destroyed(type, before, actions) := {
	"address": sprintf("%s.main", [type]),
	"mode": "managed",
	"type": type,
	"name": "main",
	"change": {"actions": actions, "before": before, "after": null, "after_unknown": {}},
}

messages(findings) := {finding.msg | some finding in findings}

masked(origin) := {"$masked": {"hmac": "00", "origin": origin}}
