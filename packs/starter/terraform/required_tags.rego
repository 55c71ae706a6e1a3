package terraform.required_tags

import data.lib.estate
import data.lib.terraform

# METADATA
# scope: document
# title: Resources have the required tags
# description: |
#   Tags say whom to call and who pays. Asked of every resource that can have tags or labels; tags of
#   the provider (default_tags) count.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: Write the tags at the resource, or once in default_tags of the provider.
deny contains {"msg": msg, "address": terraform.address(one)} if {
	some one in taggable
	absent := missing(one)
	count(absent) > 0
	not any_hidden(one)
	msg := sprintf("%s has no tag %s", [terraform.address(one), concat(", ", absent)])
}

# METADATA
# scope: document
# title: Required tags are known before they are applied
# description: The tags of the resource are not known yet, so that nobody can say whether one is missing.
# custom:
#   authorities: [terraform]
#   severity: warn
#   fix: Write the required tags as literal keys.
warn contains {"msg": msg, "address": terraform.address(one)} if {
	some one in taggable
	absent := missing(one)
	count(absent) > 0
	any_hidden(one)
	msg := sprintf("%s: tag %s cannot be seen before it is applied", [
		terraform.address(one),
		concat(", ", absent),
	])
}

# AWS and Azure have tags, Google labels; the longer name has those of the provider too.
attributes := ["tags_all", "tags", "effective_labels", "labels"]

taggable contains one if {
	some one in terraform.resources
	not estate.matches(data.settings.terraform.untagged_types, one.type)
	some attribute in attributes
	has(one, attribute)
}

has(one, attribute) if {
	attribute in object.keys(one.change.after)
	not is_array(one.change.after[attribute])
}

has(one, attribute) if terraform.hidden(one, [attribute])

any_hidden(one) if {
	some attribute in attributes
	terraform.hidden(one, [attribute])
}

missing(one) := [tag |
	some tag in data.settings.terraform.required_tags
	not tag in keys(one, {"tags_all", "tags"})
	not lower(tag) in {lower(key) | some key in keys(one, {"effective_labels", "labels"})}
]

# Labels of Google are in lower case, whatever the tags of others are in.
keys(one, from) := {key |
	some attribute in from
	some key, value in one.change.after[attribute]
	not value in {null, ""}
} | {key |
	some attribute in from
	some key, unknown in one.change.after_unknown[attribute]
	unknown == true
}
