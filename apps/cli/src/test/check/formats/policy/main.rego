package main

deny contains msg if {
	some command in input
	command.Cmd == "from"
	command.Value[0] == "latest"
	msg := sprintf("stage %d: no base image of that name", [command.Stage])
}

deny contains msg if {
	some name, buckets in input.resource.aws_s3_bucket
	not buckets[0].versioning
	msg := sprintf("bucket %s (%s) keeps no versions", [name, buckets[0].bucket])
}

deny contains msg if {
	input.server.port < 1024
	msg := sprintf("port %v is for root alone", [input.server.port])
}

deny contains msg if {
	some key in ["DATABASE_PASSWORD", "database.password"]
	input[key]
	msg := sprintf("%s stands in a file", [key])
}

deny contains msg if {
	some dependency in input.project.dependencies.dependency
	endswith(dependency.version, "-SNAPSHOT")
	msg := sprintf("%s is no release", [dependency.artifactId])
}

deny contains "scripts run at install" if input.scripts.postinstall
