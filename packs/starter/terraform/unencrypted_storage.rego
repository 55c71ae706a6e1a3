package terraform.unencrypted_storage

import data.lib.terraform

# METADATA
# scope: document
# title: Storage is encrypted
# description: |
#   Disks and backups leave the house in ways that nobody plans. Most storage can only be encrypted
#   when it is made.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: Write the attribute with the value true, with a key of your own where you have one.
deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some path in object.get(switches, one.type, [])
	not replica(one)
	some holder in holders(one, path)
	not sprintf("%v", [object.get(holder.value, path[count(path) - 1], false)]) == "true"
	not holder.hidden
	msg := sprintf("%s: %s is not true", [terraform.address(one), terraform.dotted(path)])
}

# METADATA
# scope: document
# title: Encryption is known before it is applied
# description: Whether the storage is encrypted hangs on a value that is not known yet, or on the account.
# custom:
#   authorities: [terraform]
#   severity: warn
#   fix: Write the attribute with the value true.
warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	some path in object.get(switches, one.type, [])
	some holder in holders(one, path)
	holder.hidden
	msg := sprintf("%s: %s cannot be seen before it is applied", [
		terraform.address(one),
		terraform.dotted(path),
	])
}

warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in terraform.resources
	one.type == "aws_instance"
	terraform.hidden(one, ["root_block_device"])
	msg := sprintf("%s says nothing of its root disk, which the account decides", [terraform.address(one)])
}

# What has to be true, for each type.
switches := {
	"aws_db_instance": [["storage_encrypted"]],
	"aws_rds_cluster": [["storage_encrypted"]],
	"aws_docdb_cluster": [["storage_encrypted"]],
	"aws_neptune_cluster": [["storage_encrypted"]],
	"aws_redshift_cluster": [["encrypted"]],
	"aws_ebs_volume": [["encrypted"]],
	"aws_efs_file_system": [["encrypted"]],
	"aws_elasticache_replication_group": [["at_rest_encryption_enabled"]],
	"aws_instance": [["root_block_device", "encrypted"], ["ebs_block_device", "encrypted"]],
	"aws_launch_template": [["block_device_mappings", "ebs", "encrypted"]],
	"aws_opensearch_domain": [["encrypt_at_rest", "enabled"]],
}

# The blocks that have the attribute, each with whether it can be seen there.
holders(one, path) := [{"value": value, "hidden": hidden(one, array.concat(at, [last]))} |
	last := path[count(path) - 1]
	walk(one.change.after, [at, value])
	[step | some step in at; is_string(step)] == array.slice(path, 0, count(path) - 1)
	is_object(value)
]

hidden(one, path) := true if terraform.hidden(one, path)

hidden(one, path) := false if not terraform.hidden(one, path)

# The storage of a replica is encrypted as its source is.
replica(one) if {
	one.type == "aws_db_instance"
	not object.get(one.change.after, "replicate_source_db", null) in {null, ""}
}

replica(one) if {
	one.type == "aws_db_instance"
	terraform.hidden(one, ["replicate_source_db"])
	terraform.written(one, "replicate_source_db")
}
