package kubernetes.stateful_deletion

import data.lib.estate

# METADATA
# scope: document
# title: Deleting what holds data requires the data owner
# description: |
#   Once the object is gone its data is gone, or on the way: with a Namespace everything in it, with a
#   CustomResourceDefinition every object of that kind.
# custom:
#   authorities: [kubernetes]
#   severity: block
#   fix: A member of the data owners approves it, or keep the object.
require contains {"team": data.settings.teams.data_owners, "count": 1} if {
	some _ in deletions
}

# METADATA
# scope: document
# title: This deletes what holds data
# description: Names the objects for which the data owner is asked.
# custom:
#   authorities: [kubernetes]
#   severity: inform
#   fix: Say in the change where the data is kept, or keep the object.
inform contains {"msg": msg, "address": one.address} if {
	some one in deletions
	msg := sprintf("%s holds data and the plan would %s it", [one.address, one.action])
}

deletions contains change if {
	input.target.authority == "kubernetes"
	some change in input.plan.changes
	change.destroys == true
	estate.matches(data.settings.kubernetes.stateful_kinds, split(change.address, "/")[0])
}
