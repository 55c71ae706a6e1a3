/**
 * Who is it, by their keys: SSH keys and signatures (PROTOCOL.sshsig), allowed signers, signatures
 * of Git commits, and API tokens. Implements the ports of the approval room; knows no other adapter
 * and decides nothing about who may do what.
 */
@NullMarked
package dev.esclusa.adapters.identity;

import org.jspecify.annotations.NullMarked;
