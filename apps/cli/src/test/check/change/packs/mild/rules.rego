package mild

warn contains "no incident" if not input.incident

require contains {"team": "data"}

admission_friday contains msg if {
	time.weekday(time.parse_rfc3339_ns(input.admission.now)) == "Friday"
	msg := sprintf("not on a Friday, %d approvals or not", [count(input.admission.approvals)])
}
