# METADATA
# scope: package
# schemas:
#   - input: {type: object, properties: {user: {type: string}, port: {type: integer}}}
package schemas

p if input.user == "x"

q if input.usr == "x"

r if startswith(input.port, "8")
