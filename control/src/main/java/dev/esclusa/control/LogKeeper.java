package dev.esclusa.control;

import dev.esclusa.model.Problem;
import java.util.Optional;

/** The port to the log that is made of the journal: its checkpoints and who has witnessed them. */
public interface LogKeeper {
  /** Up to which size the log is signed and witnessed. */
  long witnessedSize();

  /**
   * Takes in what the journal has written since, signs a checkpoint and has it witnessed. A witness
   * that does not answer delays nothing but the proof.
   */
  void keep();

  /**
   * Why nothing may be written any more until people have looked: what the journal says is not what
   * was witnessed. Absent while all is well; a witness that does not answer is none.
   */
  default Optional<Problem> trouble() {
    return Optional.empty();
  }
}
