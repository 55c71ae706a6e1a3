package unsafe

p if not data.blocked[name]

q contains y if input.x == 1

r if every x in xs { x > 0 }

s := [v | some k; input[k]]
