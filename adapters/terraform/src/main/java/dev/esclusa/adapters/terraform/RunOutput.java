package dev.esclusa.adapters.terraform;

import dev.esclusa.terraform.Event;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Where what an engine says goes while it runs.
 *
 * @param scrubber takes secrets out of a line; nothing is shown or kept that did not pass it
 * @param listener sees each event once, in order, soon after it was printed
 */
public record RunOutput(UnaryOperator<String> scrubber, Consumer<? super Event> listener) {
  /** Nobody looks on. */
  public static RunOutput unseen(UnaryOperator<String> scrubber) {
    return new RunOutput(scrubber, event -> {});
  }
}
