/** SSH keys, SSHSIG signatures and allowed signers. */
@NullMarked
package dev.esclusa.adapters.identity;

import org.jspecify.annotations.NullMarked;
