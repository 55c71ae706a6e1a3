package main

deny contains "one replica" if input.spec.replicas == 1

warn contains "no name" if not input.metadata.name
