/** Git repositories through JGit: mirrors, trees, signatures, smart HTTP. */
@NullMarked
package dev.esclusa.adapters.git;

import org.jspecify.annotations.NullMarked;
