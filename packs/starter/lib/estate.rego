# METADATA
# description: What the rules know of the target and of the settings.
package lib.estate

# METADATA
# description: Whether the change goes to production.
production if matches(data.settings.production, input.target.environment)

# METADATA
# description: Whether one of the patterns is the whole text.
matches(patterns, text) if {
	some pattern in patterns
	glob.match(pattern, null, text)
}

# METADATA
# description: |
#   Whether the rules look at what has this address. Only the word "changed" leaves something out.
judged(_) if not data.settings.judged == "changed"

judged(address) if address in changed

changed contains change.address if {
	some change in input.plan.changes
	change.action != "nothing"
}

# METADATA
# description: Whether a value was taken out because it is a secret.
masked(value) if is_object(value["$masked"])
