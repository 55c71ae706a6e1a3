/**
 * What Terraform and OpenTofu say, read without running them: plans as JSON, event streams, states.
 * Knows values; never runs a process, and knows no noun of the product.
 */
@NullMarked
package dev.esclusa.terraform;

import org.jspecify.annotations.NullMarked;
