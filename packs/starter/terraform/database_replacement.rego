package terraform.database_replacement

import data.lib.estate
import data.lib.terraform

# METADATA
# scope: document
# title: Replacing or deleting a database requires the data owner
# description: |
#   A replaced database is a new and empty one. Databases, buckets and disks of the settings count.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: A member of the data owners approves it, or take back what forces the replacement.
require contains {"team": data.settings.teams.data_owners, "count": 1} if {
	some _ in lost
}

# METADATA
# scope: document
# title: This replaces or deletes what holds data
# description: Names the resources for which the data owner is asked, and what forces a replacement.
# custom:
#   authorities: [terraform]
#   severity: inform
#   fix: Say in the change where the data is kept, or take back what forces the replacement.
inform contains {"msg": msg, "address": terraform.address(one)} if {
	some one in lost
	msg := sprintf("%s holds data and would be %s%s", [
		terraform.address(one),
		terraform.verb(one),
		because(one),
	])
}

lost contains one if {
	some one in terraform.destroyed
	estate.matches(data.settings.terraform.stateful_types, one.type)
}

because(one) := sprintf(" because of %s", [concat(", ", [terraform.dotted(path) |
	some path in one.change.replace_paths
])]) if {
	count(one.change.replace_paths) > 0
} else := sprintf(" (%s)", [one.action_reason]) if {
	one.action_reason
} else := ""
