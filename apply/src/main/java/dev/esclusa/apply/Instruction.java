package dev.esclusa.apply;

import dev.esclusa.model.Address;
import dev.esclusa.model.Resource;
import dev.esclusa.model.SavedPlan;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One effect, with what it expects to find. */
public sealed interface Instruction {
  Address address();

  /**
   * Make an object what {@code body} says.
   *
   * @param uid of the object that must be there; absent when none may be there
   * @param version state of the object that the plan was proven on; absent with {@code uid}
   * @param force the fields that are taken from other writers; no other field may be forced
   */
  record Put(
      Address address,
      Value body,
      @Nullable String uid,
      @Nullable String version,
      List<Pointer> force)
      implements Instruction {
    public Put {
      force = List.copyOf(force);
    }
  }

  /** Delete exactly this object, and only while it carries our marker. */
  record Remove(Address address, String uid) implements Instruction {}

  /** Delete exactly this object and make it anew. */
  record Replace(Address address, Value body, String uid) implements Instruction {}

  /** Take our marker off and leave the object alone. */
  record Forget(Address address, String uid) implements Instruction {}

  /**
   * Run a saved plan of the authority, once.
   *
   * @param desired what it was made from; empty when it is only asked what became of it
   */
  record RunArtifact(Address address, SavedPlan plan, List<Resource> desired)
      implements Instruction {
    public RunArtifact {
      desired = List.copyOf(desired);
    }
  }
}
