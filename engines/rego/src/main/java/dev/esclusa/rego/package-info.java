/**
 * Rego on the JVM, from source: values, parser, compiler, evaluator and built-ins. Knows values (dev.esclusa.tree) and
 * RE2/J only; it must never know a file, a connection, a clock or a room of the product. Rules follow OPA 1.20 and its
 * documentation of the policy language.
 */
@NullMarked
package dev.esclusa.rego;

import org.jspecify.annotations.NullMarked;
