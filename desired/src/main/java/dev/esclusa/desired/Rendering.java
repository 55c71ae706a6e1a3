package dev.esclusa.desired;

import dev.esclusa.model.Problem;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import java.util.List;

/** What a renderer made of a folder. */
public sealed interface Rendering {
  /**
   * @param documents in the order of the files; each an object or a list of objects
   */
  record Objects(List<Rendered> documents) implements Rendering {
    public Objects {
      documents = List.copyOf(documents);
    }
  }

  /**
   * @param problems at least one
   */
  record Refused(List<Problem> problems) implements Rendering {
    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /** One document and where its parts were written. */
  record Rendered(Value body, Origin origin) {}

  /** Tells where a part of a document was written, or the nearest part around it. */
  @FunctionalInterface
  interface Origin {
    Position of(Pointer pointer);
  }
}
