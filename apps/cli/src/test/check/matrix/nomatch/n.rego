package main
import rego.v1
helper contains 1 if true
