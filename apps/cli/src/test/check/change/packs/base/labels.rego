package labels

# METADATA
# title: namespaces have labels
warn contains {"msg": "no labels", "address": one.address} if {
	some one in input.objects
	one.object.kind == "Namespace"
	not one.object.metadata.labels
}

# METADATA
# custom: {shadow: true}
deny_owner contains "nobody owns it" if not input.target.owned
