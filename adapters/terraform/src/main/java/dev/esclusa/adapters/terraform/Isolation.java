package dev.esclusa.adapters.terraform;

import java.nio.file.Path;
import java.util.List;

/**
 * What stands between the code of a stack and the machine. A stack's configuration is a program: a
 * plan runs providers and external data sources, an apply runs provisioners.
 */
public sealed interface Isolation {

  /** A process of its own session, with limits; it sees and may do what the server may. */
  record None(String because) implements Isolation {
    @Override
    public String toString() {
      return "none: " + because;
    }
  }

  /**
   * Namespaces of Linux: a private root with nothing but the run's folder writable, its own process
   * numbers, no capability, no new privileges; a render has no network either.
   *
   * @param user how the process comes to be nobody
   * @param hidden folders that are covered even where they lie below one that is shown
   */
  record Namespaces(User user, List<Path> hidden) implements Isolation {
    public Namespaces {
      hidden = List.copyOf(hidden);
    }

    @Override
    public String toString() {
      return "namespaces, " + user;
    }
  }

  /** Whose rights the engine has. */
  sealed interface User {
    /** The server's user, root only within a user namespace, and that without capabilities. */
    record Mapped() implements User {
      @Override
      public String toString() {
        return "the server's user in a namespace of its own";
      }
    }

    /** The server is root; the engine becomes this user, who should own nothing. */
    record Dropped(int id) implements User {
      @Override
      public String toString() {
        return "user " + id;
      }
    }
  }

  /**
   * The user that a server which is root gives its engines: outside of what distributions and
   * systemd hand out (systemd, "Users, Groups, UIDs and GIDs").
   */
  int UNPRIVILEGED = 61000;

  /**
   * Tries what the kernel gives by starting a program the way an engine is started.
   *
   * @param root where run folders are made
   * @param hidden folders that no engine may see: the server's own data
   */
  static Isolation probe(Path root, List<Path> hidden) throws InterruptedException {
    return IsolationProbe.run(root, hidden);
  }
}
