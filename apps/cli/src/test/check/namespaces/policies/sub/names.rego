package platform.names

violation contains {"msg": "a name is missing", "severity": "low"} if not input.name

warn_old := "complete rules are no results" if input.old
