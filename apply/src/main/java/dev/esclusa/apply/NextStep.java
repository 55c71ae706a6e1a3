package dev.esclusa.apply;

import dev.esclusa.model.Address;
import dev.esclusa.model.StepResult;
import java.util.List;

/** What an {@link ApplyRun} wants done next. */
public sealed interface NextStep {
  /** Write down that the step begins, durably, then call {@link ApplyRun#written}. */
  record Announce(Step step) implements NextStep {}

  /** Do it, then call {@link ApplyRun#done}. */
  record Perform(Step step) implements NextStep {}

  /** Find out whether it was done, then call {@link ApplyRun#done}. */
  record ReadBack(Step step) implements NextStep {}

  /** Predict this one object again, then call {@link ApplyRun#looked}. */
  record LookAgain(Step step, Foresight.Why why) implements NextStep {}

  /**
   * Wait until these objects are healthy, then call {@link ApplyRun#done} with {@link
   * StepResult.Done}, or with the failure when one is broken or the time is over.
   *
   * @param before what waits for them, in words
   */
  record AwaitHealth(List<Address> addresses, String before) implements NextStep {
    public AwaitHealth {
      addresses = List.copyOf(addresses);
    }
  }

  /** Write down how the step ended, durably, then call {@link ApplyRun#written}. */
  record Conclude(Step step, StepResult result) implements NextStep {}
}
