package dev.esclusa.adapters.git;

import org.jspecify.annotations.Nullable;

/** The port to what a repository asks for before it is read. Never part of an address. */
@FunctionalInterface
public interface RepositoryCredentials {
  RepositoryCredentials NONE = address -> null;

  /** Absent for a repository that is open to all. */
  @Nullable Credential of(String address);

  /** Travels in the {@code Authorization} header; its text form tells nothing. */
  sealed interface Credential {
    /** RFC 7617. */
    record Password(String user, String password) implements Credential {
      @Override
      public String toString() {
        return "Password[" + user + ", (sensitive)]";
      }
    }

    /** RFC 6750. */
    record Bearer(String token) implements Credential {
      @Override
      public String toString() {
        return "Bearer[(sensitive)]";
      }
    }
  }
}
