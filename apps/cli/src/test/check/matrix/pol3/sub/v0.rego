package old
deny[msg] { input.kind == "Deployment"; msg := "old" }
