package dev.esclusa.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.esclusa.control.Documents.Document;
import dev.esclusa.tree.Value;
import org.junit.jupiter.api.Test;

/** What all documents keep to. Subclasses bring an empty store. */
public abstract class DocumentsContract {
  private static final Value ONE = Value.mapping("head", "9f86d081");
  private static final Value TWO = Value.mapping("head", "2c26b46b");

  protected abstract Documents open() throws Exception;

  @Test
  void aDocumentIsReadAsItWasWritten() throws Exception {
    Documents documents = open();
    assertThat(documents.get("heads", "root")).isNull();

    assertThat(documents.put("heads", "root", 0, ONE))
        .isEqualTo(new Document("heads", "root", 1, ONE));
    assertThat(documents.put("heads", "root", 1, TWO))
        .isEqualTo(new Document("heads", "root", 2, TWO));
    assertThat(documents.get("heads", "root")).isEqualTo(new Document("heads", "root", 2, TWO));
    assertThat(documents.get("cursors", "root")).isNull();
  }

  @Test
  void whoReadAnOldVersionWritesNothing() throws Exception {
    Documents documents = open();
    documents.put("heads", "root", 0, ONE);
    documents.put("heads", "root", 1, ONE);

    assertThat(documents.put("heads", "root", 0, TWO)).isNull();
    assertThat(documents.put("heads", "root", 1, TWO)).isNull();
    assertThat(documents.put("heads", "other", 1, TWO)).isNull();
    assertThat(documents.remove("heads", "root", 1)).isFalse();
    assertThat(documents.get("heads", "root")).isEqualTo(new Document("heads", "root", 2, ONE));
  }

  @Test
  void aRemovedDocumentIsGoneAndMayComeBack() throws Exception {
    Documents documents = open();
    documents.put("heads", "root", 0, ONE);

    assertThat(documents.remove("heads", "root", 1)).isTrue();
    assertThat(documents.remove("heads", "root", 0)).isFalse();
    assertThat(documents.get("heads", "root")).isNull();
    assertThat(documents.put("heads", "root", 0, TWO)).isNotNull();
  }

  @Test
  void aListHoldsThoseOfAPrefixInOrderOfTheirKeys() throws Exception {
    Documents documents = open();
    for (String key : new String[] {"b/2", "a", "b/1", "b%3", "b/10", "c"}) {
      documents.put("heads", key, 0, ONE);
    }
    documents.put("cursors", "b/0", 0, ONE);

    assertThat(documents.list("heads", "b/"))
        .extracting(Document::key)
        .containsExactly("b/1", "b/10", "b/2");
    assertThat(documents.list("heads", "b%")).extracting(Document::key).containsExactly("b%3");
    assertThat(documents.list("heads", "")).hasSize(6);
  }
}
