# METADATA
# description: |
#   The plan of a stack. What an engine does not know before it applies is in after_unknown and
#   absent in after (JSON output format of Terraform, "Change representation"); rules ask for both.
package lib.terraform

import data.lib.estate

plan := input.terraform.plan

# METADATA
# description: What is there after the change.
resources contains one if {
	some one in plan.resource_changes
	one.mode == "managed"
	is_object(one.change.after)
	estate.judged(address(one))
}

# METADATA
# description: What the change deletes, replacement included.
destroyed contains one if {
	some one in plan.resource_changes
	one.mode == "managed"
	"delete" in one.change.actions
}

# METADATA
# description: As the changes of the plan call it.
address(one) := one.address if not one.deposed

address(one) := sprintf("%s (deposed %s)", [one.address, one.deposed])

# METADATA
# description: What happens to it, in a word.
verb(one) := "replaced" if "create" in one.change.actions

verb(one) := "deleted" if not "create" in one.change.actions

# METADATA
# description: |
#   Whether the value at a path cannot be seen: not known before it is applied, or masked.
hidden(one, path) if {
	some length in numbers.range(1, count(path))
	object.get(one.change.after_unknown, array.slice(path, 0, length), false) == true
}

hidden(one, path) if {
	some length in numbers.range(1, count(path))
	estate.masked(object.get(one.change.after, array.slice(path, 0, length), null))
}

# METADATA
# description: |
#   Whether the code gives an attribute a value; yes where the code is not in the plan. An attribute
#   that it does not give has what the provider chooses.
written(one, attribute) if attribute in object.keys(configured(one).expressions)

written(one, _) if not configured(one)

configured(one) := found if {
	some found in object.get(plan.configuration, module_path(one), {}).resources
	found.mode == one.mode
	found.type == one.type
	found.name == one.name
}

module_path(one) := array.concat(["root_module"], [step |
	some name in module_names(one)
	some step in ["module_calls", name, "module"]
])

# module.a["x.y"].module.b[0] is a, then b.
module_names(one) := [name |
	plain := regex.replace(object.get(one, "module_address", ""), `\["(\\.|[^"\\])*"\]|\[[0-9]+\]`, "")
	some name in split(plain, ".")
	not name in {"", "module"}
]

# METADATA
# description: The fix where a value is not known yet.
unknown_fix := "Write the value so that the plan shows it, or look at it when you approve."

# METADATA
# description: |
#   What is at a path of names, blocks that are lists looked into: each of them.
values(value, path) := [found |
	walk(value, [at, found])
	[step | some step in at; is_string(step)] == path
	at_block(found, at)
]

# Elements rather than the list that holds them.
at_block(found, _) if not is_array(found)

# METADATA
# description: A path as people write it.
dotted(path) := concat(".", [sprintf("%v", [step]) | some step in path])

# METADATA
# description: The statements of a policy document of AWS, which may be a single one.
statements(document) := listed(json.unmarshal(document).Statement) if readable(document)

# METADATA
# description: Whether a text is a policy document.
readable(document) if {
	is_string(document)
	json.is_valid(document)
	is_object(json.unmarshal(document))
}

# METADATA
# description: A list of it, or the list that it is.
listed(value) := value if is_array(value)

listed(value) := [value] if not is_array(value)

# METADATA
# description: Whether a principal is everybody (IAM user guide, "Principal").
anybody("*") := true

anybody(principal) if {
	some key in ["AWS", "CanonicalUser"]
	"*" in listed(principal[key])
}
