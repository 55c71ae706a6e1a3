package with_targets

p if input.x with nothing as 1

set_of contains 1

q if true with data.with_targets.set_of.x as 1

r if true with walk as 1
