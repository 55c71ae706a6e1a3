/**
 * Who may say yes, and to exactly what? Builds what approvers sign, checks what they signed, and
 * keeps everyone whose hand is in a change from approving it. Knows the model; never how signatures
 * are made, and never whether a change is allowed.
 */
@NullMarked
package dev.esclusa.approval;

import org.jspecify.annotations.NullMarked;
