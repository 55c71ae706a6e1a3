package dev.esclusa.control;

import dev.esclusa.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The port to small values that are found again by name and replaced as a whole: heads of
 * repositories, cursors, projections, the newest checkpoint. What they say can be worked out again
 * from the journal or from outside; they are not evidence.
 */
public interface Documents {
  @Nullable Document get(String kind, String key);

  /**
   * Writes durably, if nobody was faster.
   *
   * @param version of the document that the writer has read; 0 for none
   * @return the document with its new version; absent when it has another version by now
   */
  @Nullable Document put(String kind, String key, long version, Value content);

  /**
   * @return whether it was there in that version and is gone
   */
  boolean remove(String kind, String key, long version);

  /** Those of a kind whose key starts with the prefix, by key. */
  List<Document> list(String kind, String prefix);

  /**
   * @param kind e.g. {@code repository-heads}
   * @param version rises with every write, from 1; a removed document's versions may come again
   */
  record Document(String kind, String key, long version, Value content) {}
}
