package main
import rego.v1
deny contains {"nomsg": 1} if input.kind
