package dev.esclusa.observe;

import dev.esclusa.model.Address;
import dev.esclusa.model.Drift;
import dev.esclusa.model.ObservedState;
import dev.esclusa.model.Ownership;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import java.util.List;
import java.util.Optional;
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

  /**
   * How Git would say what drifted, by an authority that reads the files of Git itself.
   *
   * @param desired what Git asks for, at the commit that is in place
   * @return empty where that follows from the place at which Git writes each field
   */
  default Optional<Adoption> adoption(Target target, List<Resource> desired, Drift drift) {
    return Optional.empty();
  }

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
