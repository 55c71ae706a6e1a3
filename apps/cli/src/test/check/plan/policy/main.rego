package main

deny contains msg if {
	some change in input.resource_changes
	"delete" in change.change.actions
	msg := sprintf("%s would be deleted", [change.address])
}
