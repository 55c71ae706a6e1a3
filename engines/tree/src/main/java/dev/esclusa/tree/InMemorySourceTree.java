package dev.esclusa.tree;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A source tree made of a map from path to content; folders exist because files stand in them. */
public final class InMemorySourceTree implements SourceTree {
  private final Map<String, Blob> files = new HashMap<>();
  private final Map<String, Map<String, Entry>> folders = new HashMap<>();

  public InMemorySourceTree(Map<String, byte[]> contents) {
    contents.forEach(
        (path, bytes) -> {
          Blob blob = new Blob(SourcePath.blobId(bytes), bytes.clone());
          files.put(SourcePath.check(path), blob);
          enter(path, Entry.Type.FILE, blob.id());
        });
  }

  @Override
  public @Nullable Blob file(String path) {
    return files.get(SourcePath.check(path));
  }

  @Override
  public List<Entry> list(String folder) {
    return folders.getOrDefault(SourcePath.check(folder), Map.of()).values().stream()
        .sorted(Comparator.comparing(Entry::name))
        .toList();
  }

  private void enter(String path, Entry.Type type, String id) {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash);
    String name = path.substring(slash + 1);
    Map<String, Entry> entries = folders.computeIfAbsent(folder, f -> new TreeMap<>());
    Entry former = entries.put(name, new Entry(name, type, id));
    if (former != null && former.type() != type) {
      throw new TreeException(
          "TRE-0015", null, "'" + path + "' is a file and a folder.", "Rename one of them.");
    }
    if (!folder.isEmpty()) {
      enter(folder, Entry.Type.FOLDER, "");
    }
  }
}
