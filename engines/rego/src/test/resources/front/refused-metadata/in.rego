# METADATA
# title: [
package broken
