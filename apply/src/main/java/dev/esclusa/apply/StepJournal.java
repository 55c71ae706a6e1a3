package dev.esclusa.apply;

import dev.esclusa.model.Action;
import dev.esclusa.model.Address;
import dev.esclusa.model.StepResult;

/** Where steps are written down. Each call returns only when the record is durable. */
public interface StepJournal {
  /** Called before the effect. */
  void started(int index, Action action, Address address);

  void finished(int index, StepResult result);
}
