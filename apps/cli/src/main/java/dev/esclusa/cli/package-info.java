/**
 * The command line: what a person types, and the client that asks the server. It knows the API and
 * what can be checked without trusting it; it must never show a secret, nor sign what it has not
 * recomputed.
 */
@NullMarked
package dev.esclusa.cli;

import org.jspecify.annotations.NullMarked;
