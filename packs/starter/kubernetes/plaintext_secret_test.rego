package kubernetes.plaintext_secret_test

import data.kubernetes.plaintext_secret as rule
import data.lib.testing

test_references_and_generated_ones_pass if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "v1", "kind": "Secret", "data": {"password": testing.masked("reference")}}, {"apiVersion": "v1", "kind": "Secret", "data": {"password": testing.masked("generated")}}])
		with data.settings as testing.settings
	found == set()
}

test_a_literal_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [{"apiVersion": "v1", "kind": "Secret", "data": {"password": testing.masked("literal-in-git")}}])
		with data.settings as testing.settings
	testing.messages(found) == {`/data/password is a secret that stands in Git`}
}

test_a_variable_with_a_telling_name_is_denied if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"env": [{"name": "DB_PASSWORD", "value": testing.masked("literal-in-git")}]}))])
		with data.settings as testing.settings
	testing.messages(found) == {`/spec/template/spec/containers/0/env/0/value (variable DB_PASSWORD) is a secret that stands in Git`}
}

test_a_variable_that_only_sounds_like_one_passes if {
	found := rule.deny with input as testing.kubernetes("dev", [testing.deployment(testing.one({"env": [{"name": "TOKEN_FILE", "value": testing.masked("literal-in-git")}]}))])
		with data.settings as testing.settings
	found == set()
}
