package dev.esclusa.adapters.git;

/**
 * Who speaks to our Git endpoint, as proven by a token.
 *
 * @param principal e.g. {@code ana@crm.example}
 */
public record Pusher(String principal) {
  public Pusher {
    if (principal.isBlank() || !principal.equals(GitProblem.shown(principal))) {
      throw new IllegalArgumentException("a principal is one printable line");
    }
  }
}
