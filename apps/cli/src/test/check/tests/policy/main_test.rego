package main_test

import data.main

test_too_few_is_denied if {
	count(main.deny) == 1 with input as {"replicas": 1}
}

test_a_team_is_wanted if {
	replicas := 3
	print("replicas:", replicas)
	main.allowed with input as {"replicas": replicas, "team": "ops"}
}

test_cases[name] if {
	some name, case in {
		"one": {"replicas": 1, "wanted": 1},
		"two": {"replicas": 2, "wanted": 0},
		"three": {"replicas": 3, "wanted": 1},
	}
	count(main.deny) == case.wanted with input as {"replicas": case.replicas}
}

test_conflict if {
	f(1) == 1
}

f(x) := 1 if x > 0

f(x) := 2 if x > 0

todo_test_later if false
