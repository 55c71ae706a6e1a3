package size

deny contains "too few" if input.plan.risk.level == "high"
