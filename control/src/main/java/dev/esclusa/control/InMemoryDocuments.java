package dev.esclusa.control;

import dev.esclusa.tree.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Documents of one process, for trials and the simulation. */
public final class InMemoryDocuments implements Documents {
  private final Map<String, TreeMap<String, Document>> kinds = new HashMap<>();

  @Override
  public synchronized @Nullable Document get(String kind, String key) {
    return ofKind(kind).get(key);
  }

  @Override
  public synchronized @Nullable Document put(String kind, String key, long version, Value content) {
    if (version != versionOf(kind, key)) {
      return null;
    }
    Document document = new Document(kind, key, version + 1, content);
    ofKind(kind).put(key, document);
    return document;
  }

  @Override
  public synchronized boolean remove(String kind, String key, long version) {
    if (version == 0 || version != versionOf(kind, key)) {
      return false;
    }
    ofKind(kind).remove(key);
    return true;
  }

  @Override
  public synchronized List<Document> list(String kind, String prefix) {
    return ofKind(kind).tailMap(prefix).values().stream()
        .takeWhile(document -> document.key().startsWith(prefix))
        .toList();
  }

  private long versionOf(String kind, String key) {
    Document document = get(kind, key);
    return document == null ? 0 : document.version();
  }

  private TreeMap<String, Document> ofKind(String kind) {
    return kinds.computeIfAbsent(kind, name -> new TreeMap<>());
  }
}
