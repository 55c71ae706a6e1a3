package main

level := 1 if input.x

level := 2 if input.x

deny contains "x" if level > 0
