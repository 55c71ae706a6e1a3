/**
 * Stacks through the tofu and terraform processes: predict by a saved plan, act by applying exactly
 * that, observe by planning again; each process in a sandbox of its own.
 */
@NullMarked
package dev.esclusa.adapters.terraform;

import org.jspecify.annotations.NullMarked;
