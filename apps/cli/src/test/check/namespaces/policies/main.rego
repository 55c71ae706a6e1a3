package main

import data.teams

deny contains msg if {
	not input.team in teams.known
	msg := sprintf("there is no team %s", [input.team])
}

warn contains msg if {
	data.limits.count < input.count
	folder := split(data.conftest.file.dir, "/")
	place := concat("/", [folder[count(folder) - 1], data.conftest.file.name])
	msg := sprintf("%s asks for %d of %d", [place, input.count, data.limits.count])
}
