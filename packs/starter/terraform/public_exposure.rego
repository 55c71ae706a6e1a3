package terraform.public_exposure

import data.lib.terraform

# METADATA
# scope: document
# title: Nothing is open to everybody
# description: |
#   Networks, buckets and databases that the whole internet reaches are found within minutes. Ranges
#   that hold a great part of all addresses are the same as all of them.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: |-
#     Name the addresses that need it, or put a load balancer before it; single ports may be public
#     by settings terraform.public_ports.
deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some opening in openings(one)
	some range in opening.ranges
	everybody(range)
	not allowed(opening)
	msg := sprintf("%s lets %s in at %s", [terraform.address(one), range, ports(opening.rule)])
}

deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some switch in object.get(switches, one.type, [])
	some value in values(one, switch.path)
	lower(sprintf("%v", [value])) in switch.open
	msg := sprintf("%s has %s = %v", [terraform.address(one), terraform.dotted(switch.path), value])
}

deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	one.type in {"aws_s3_bucket", "aws_s3_bucket_acl"}
	walk(one.change.after, [_, grantee])
	endswith(grantee.uri, "/AllUsers")
	msg := sprintf("%s grants access to all users", [terraform.address(one)])
}

deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	one.type in resource_policies
	some statement in terraform.statements(one.change.after.policy)
	statement.Effect == "Allow"
	terraform.anybody(statement.Principal)
	not statement.Condition
	msg := sprintf("%s allows everybody (Principal *) without a condition", [terraform.address(one)])
}

deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	startswith(one.type, "google_")
	some member in array.concat(
		object.get(one.change.after, "members", []),
		[object.get(one.change.after, "member", "")],
	)
	member in {"allUsers", "allAuthenticatedUsers"}
	msg := sprintf("%s gives a role to %s", [terraform.address(one), member])
}

# METADATA
# scope: document
# title: What is open is known before it is applied
# description: |
#   Whether the resource is open to everybody hangs on a value that is not known yet, or masked.
# custom:
#   authorities: [terraform]
#   severity: warn
#   fix: Write the value so that the plan shows it, or look at it when you approve.
warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some path in object.get(watched, one.type, [])
	terraform.written(one, path[0])
	hidden_within(one, path)
	msg := sprintf("%s: %s cannot be seen before it is applied", [terraform.address(one), terraform.dotted(path)])
}

# Where each type says who may come in.
watched := {
	"aws_security_group": [["ingress"]],
	"aws_default_security_group": [["ingress"]],
	"aws_security_group_rule": [["cidr_blocks"], ["ipv6_cidr_blocks"]],
	"aws_vpc_security_group_ingress_rule": [["cidr_ipv4"], ["cidr_ipv6"]],
	"google_compute_firewall": [["source_ranges"]],
	"azurerm_network_security_rule": [["source_address_prefix"], ["source_address_prefixes"]],
	"aws_s3_bucket": [["acl"]],
	"aws_s3_bucket_acl": [["acl"]],
	"aws_s3_bucket_policy": [["policy"]],
	"aws_sqs_queue_policy": [["policy"]],
	"aws_sns_topic_policy": [["policy"]],
	"aws_db_instance": [["publicly_accessible"]],
	"aws_rds_cluster_instance": [["publicly_accessible"]],
	"aws_redshift_cluster": [["publicly_accessible"]],
}

# The value itself, one in the list, or the ranges of a block.
hidden_within(one, path) if terraform.hidden(one, path)

hidden_within(one, path) if {
	walk(object.get(one.change.after_unknown, path, false), [below, true])
	names_range(below)
}

names_range(below) if count(below) == 1

names_range(below) if below[1] in {"cidr_blocks", "ipv6_cidr_blocks"}

# What lets traffic in: the ranges that it comes from, and the block that says so.
openings(one) := [{"ranges": ranges(rule, names), "rule": rule} |
	some shape in object.get(shapes, one.type, [])
	some rule in values(one, shape.path)
	every name, wanted in shape.only {
		lower(object.get(rule, name, wanted)) == wanted
	}
	names := shape.ranges
]

cidr_blocks := ["cidr_blocks", "ipv6_cidr_blocks"]

shapes := {
	"aws_security_group": [{"path": ["ingress"], "only": {}, "ranges": cidr_blocks}],
	"aws_default_security_group": [{"path": ["ingress"], "only": {}, "ranges": cidr_blocks}],
	"aws_security_group_rule": [{"path": [], "only": {"type": "ingress"}, "ranges": cidr_blocks}],
	"aws_vpc_security_group_ingress_rule": [{
		"path": [],
		"only": {},
		"ranges": ["cidr_ipv4", "cidr_ipv6"],
	}],
	"google_compute_firewall": [{
		"path": [],
		"only": {"direction": "ingress"},
		"ranges": ["source_ranges"],
	}],
	"google_sql_database_instance": [{
		"path": ["settings", "ip_configuration", "authorized_networks"],
		"only": {},
		"ranges": ["value"],
	}],
	"azurerm_network_security_rule": [{
		"path": [],
		"only": {"direction": "inbound", "access": "allow"},
		"ranges": ["source_address_prefix", "source_address_prefixes"],
	}],
	"azurerm_network_security_group": [{
		"path": ["security_rule"],
		"only": {"direction": "inbound", "access": "allow"},
		"ranges": ["source_address_prefix", "source_address_prefixes"],
	}],
}

# A range, or each of a list of them.
ranges(rule, names) := {range |
	some name in names
	range := rule[name]
	is_string(range)
} | {range |
	some name in names
	is_array(rule[name])
	some range in rule[name]
}

everybody(range) if lower(range) in {"*", "any", "internet"}

# Halves and quarters of the world are the world.
everybody(range) if {
	[address, length] := split(range, "/")
	to_number(length) < shortest(address)
}

shortest(address) := 16 if contains(address, ":")

shortest(address) := 8 if not contains(address, ":")

allowed(opening) if {
	opening.rule.from_port == opening.rule.to_port
	opening.rule.from_port in data.settings.terraform.public_ports
}

ports(rule) := "all its ports" if {
	object.get(rule, "protocol", object.get(rule, "ip_protocol", "")) == "-1"
} else := sprintf("ports %v to %v", [rule.from_port, rule.to_port]) if {
	is_number(rule.from_port)
} else := "the ports of the rule"

# Attributes that open a resource, with the values that do.
switches := {
	"aws_s3_bucket": [{"path": ["acl"], "open": public_acls}],
	"aws_s3_bucket_acl": [{"path": ["acl"], "open": public_acls}],
	"aws_s3_bucket_public_access_block": [
		{"path": ["block_public_acls"], "open": no},
		{"path": ["block_public_policy"], "open": no},
		{"path": ["ignore_public_acls"], "open": no},
		{"path": ["restrict_public_buckets"], "open": no},
	],
	"aws_db_instance": [{"path": ["publicly_accessible"], "open": yes}],
	"aws_rds_cluster_instance": [{"path": ["publicly_accessible"], "open": yes}],
	"aws_redshift_cluster": [{"path": ["publicly_accessible"], "open": yes}],
	"aws_dms_replication_instance": [{"path": ["publicly_accessible"], "open": yes}],
	"azurerm_mssql_server": [{"path": ["public_network_access_enabled"], "open": yes}],
	"azurerm_postgresql_flexible_server": [{
		"path": ["public_network_access_enabled"],
		"open": yes,
	}],
	"azurerm_cosmosdb_account": [{"path": ["public_network_access_enabled"], "open": yes}],
	"azurerm_storage_account": [{"path": ["allow_nested_items_to_be_public"], "open": yes}],
	"azurerm_storage_container": [{
		"path": ["container_access_type"],
		"open": {"blob", "container"},
	}],
}

public_acls := {"public-read", "public-read-write", "authenticated-read"}

yes := {"true"}

no := {"false"}

resource_policies := {
	"aws_s3_bucket_policy",
	"aws_s3_bucket",
	"aws_sqs_queue",
	"aws_sqs_queue_policy",
	"aws_sns_topic",
	"aws_sns_topic_policy",
	"aws_ecr_repository_policy",
	"aws_secretsmanager_secret_policy",
}

values(one, path) := terraform.values(one.change.after, path)
