package dev.esclusa.control;

import org.jspecify.annotations.Nullable;

/**
 * What everything begins with, named by the operator and not by what Git happens to say: the commit
 * of the root repository whose configuration is the first one in force, and who must have signed
 * it.
 *
 * @param commit 40 hexadecimal digits
 * @param signers the text of an allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS) that came by
 *     another way than the repository; absent where the commit's own name is proof enough
 */
public record Genesis(String commit, @Nullable String signers) {
  public static Genesis of(String commit) {
    return new Genesis(commit, null);
  }
}
