package platform.all

deny contains msg if {
	some a, b
	input[a].contents.team == input[b].contents.team
	a < b
	msg := sprintf("%s and %s have one team", [input[a].path, input[b].path])
}
