package starter.settings

# Every setting that a rule reads, with its type.
wanted := {
	"production": "array",
	"judged": "string",
	"teams.data_owners": "string",
	"kubernetes.registries": "array",
	"kubernetes.requests": "array",
	"kubernetes.limits": "array",
	"kubernetes.token_service_accounts": "array",
	"kubernetes.namespace_labels": "object",
	"kubernetes.ingress_domains": "array",
	"kubernetes.waf_annotations": "object",
	"kubernetes.cost_approval_annotation": "string",
	"kubernetes.harmless_variables": "array",
	"kubernetes.stateful_kinds": "array",
	"kubernetes.pod_templates": "object",
	"terraform.required_tags": "array",
	"terraform.untagged_types": "array",
	"terraform.public_ports": "array",
	"terraform.protected_types": "array",
	"terraform.protected_addresses": "array",
	"terraform.protected_tag": "string",
	"terraform.stateful_types": "array",
}

# METADATA
# scope: document
# title: The settings of the pack are complete
# description: |
#   Rules read what differs between companies from settings/data.yaml. Where a setting is missing a
#   rule would find nothing, so that its absence is a finding itself.
# custom:
#   severity: block
#   waivable: false
#   fix: Write the setting as the pack's settings/data.yaml has it.
deny contains {"msg": msg} if {
	some name, type in wanted
	seen := type_name(object.get(data.settings, split(name, "."), null))
	seen != type
	msg := sprintf("setting %s is of type %s, wanted is %s", [name, seen, type])
}

deny contains {"msg": msg} if {
	is_string(data.settings.judged)
	not data.settings.judged in {"all", "changed"}
	msg := sprintf("setting judged is %q, wanted is all or changed", [data.settings.judged])
}

deny contains {"msg": "there are no settings"} if not data.settings
