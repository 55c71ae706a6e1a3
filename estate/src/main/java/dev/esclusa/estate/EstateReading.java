package dev.esclusa.estate;

import dev.esclusa.model.Estate;
import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.ReadSet;
import java.util.List;

/** What came of reading a root repository: an estate that is right as a whole, or why not. */
public sealed interface EstateReading {
  /** What was looked at; a commit in which it still holds gives the same reading. */
  ReadSet readSet();

  /**
   * @param documents the configuration itself, one resource a document, in address order
   * @param warnings nothing is refused for them
   */
  record Read(Estate estate, List<Resource> documents, List<Problem> warnings, ReadSet readSet)
      implements EstateReading {
    public Read {
      documents = List.copyOf(documents);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * @param problems at least one, in the order of the files; at most a hundred
   */
  record Refused(List<Problem> problems, ReadSet readSet) implements EstateReading {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
