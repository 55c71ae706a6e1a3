package dev.esclusa.sandbox;

import java.util.List;

/**
 * Who may use the sandbox: {@code new SandboxUser("alice", List.of("developers"), Access.all())}.
 * Each user gets a bearer token, kept in the sandbox's folder.
 */
public record SandboxUser(String name, List<String> groups, Access access) {
  public SandboxUser {
    groups = List.copyOf(groups);
  }

  /**
   * What a user may do; the sandbox knows no RBAC beyond this. No namespaces named means: all of
   * the cluster.
   */
  public record Access(Verbs verbs, List<String> namespaces) {
    public Access {
      namespaces = List.copyOf(namespaces);
    }

    public static Access all() {
      return new Access(Verbs.ALL, List.of());
    }

    public static Access none() {
      return new Access(Verbs.NONE, List.of());
    }

    public static Access readOnly() {
      return new Access(Verbs.READ, List.of());
    }
  }

  /** Whether a user may see or change things. */
  public enum Verbs {
    NONE,
    READ,
    ALL
  }
}
