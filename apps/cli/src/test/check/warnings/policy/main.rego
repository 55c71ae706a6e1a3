package main

warn contains "only a warning" if input.a == 1

deny contains "never" if input.a == 2
