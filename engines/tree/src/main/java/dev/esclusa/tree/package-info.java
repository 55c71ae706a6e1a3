/** YAML and JSON values with source positions, canonical bytes, pointers, differences. */
@NullMarked
package dev.esclusa.tree;

import org.jspecify.annotations.NullMarked;
