package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Target;
import java.util.List;
import java.util.function.Consumer;

/** The port through which the world is looked at. */
public interface Observer {
  /**
   * The objects at these addresses as they are now; absent ones are not in the answer.
   *
   * @throws dev.esclusa.model.ProblemException with fault ENVIRONMENT when the authority cannot be
   *     reached: absence is never guessed
   */
  ObservedState observe(Target target, List<Address> addresses);

  /**
   * Tells of objects with a marker of this installation that moved. A hint says that a look is
   * worth while, nothing more: it may come twice, late, or not at all.
   */
  Watch watch(String installation, Consumer<Hint> hints);

  /** A running watch. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param ownership the marker on the object
   */
  record Hint(Ownership ownership, Address address) {}
}
