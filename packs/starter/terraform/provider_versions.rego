package terraform.provider_versions

import data.lib.terraform

# METADATA
# scope: document
# title: Provider versions are constrained
# description: |
#   Without a constraint the next `init -upgrade` takes whatever is newest, and the plan of tomorrow
#   is not the plan of today. Built-in providers have no version.
# custom:
#   authorities: [terraform]
#   severity: block
#   fix: Write version in required_providers, e.g. "~> 5.100".
deny contains {"msg": msg} if {
	some name in used
	count(constraints(name)) == 0
	msg := sprintf("provider %s has no version constraint", [name])
}

# METADATA
# scope: document
# title: Provider versions have an upper bound
# description: A lower bound alone lets the next major version in, which may change everything.
# custom:
#   authorities: [terraform]
#   severity: warn
#   fix: Write a bound above, e.g. "~> 5.100".
warn contains {"msg": msg} if {
	some name in used
	written := constraints(name)
	count(written) > 0
	every constraint in written {
		not bounded(constraint)
	}
	msg := sprintf("provider %s has no upper bound: %s", [name, concat("; ", written)])
}

used contains name if {
	some one in terraform.plan.resource_changes
	name := one.provider_name
	not built_in(name)
}

used contains name if {
	some provider in terraform.plan.configuration.provider_config
	name := provider.full_name
	not built_in(name)
}

built_in(name) if startswith(name, "terraform.io/builtin/")

constraints(name) := {provider.version_constraint |
	some provider in terraform.plan.configuration.provider_config
	provider.full_name == name
	trim_space(provider.version_constraint) != ""
}

# Without an operator, =, ~>, < and <= bound above (Terraform, "Version constraints").
bounded(constraint) if {
	some part in split(constraint, ",")
	regex.match(`^\s*(=|~>|<=?|[0-9])`, part)
}
