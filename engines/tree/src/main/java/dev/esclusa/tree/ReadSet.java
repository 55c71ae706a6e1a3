package dev.esclusa.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was looked at in a source tree, and what was seen there. A file is named by its path, a
 * folder's listing by its path with a slash at the end; seen is a blob id, the digest of names and
 * types, or {@link #MISSING}. A tree in which all of it holds gives the same result again.
 *
 * <p>What has {@code //} in its name was seen in another place, pinned so that it never changes,
 * and holds wherever it is looked at: no path of a tree has an empty part.
 */
public final class ReadSet {
  public static final String MISSING = "missing";

  private final Map<String, String> entries;

  private ReadSet(Map<String, String> entries) {
    this.entries = Collections.unmodifiableMap(new TreeMap<>(entries));
  }

  /** A read set from its stored form. */
  public static ReadSet of(Map<String, String> entries) {
    return new ReadSet(entries);
  }

  public static Recorder recorder(SourceTree tree) {
    return new Recorder(tree, "", new ConcurrentHashMap<>());
  }

  /** Whether each look would see the same in this tree. */
  public boolean holdsIn(SourceTree tree) {
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      boolean pinned = entry.getKey().contains("//");
      if (!pinned && !entry.getValue().equals(seenIn(tree, entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  public Digest digest() {
    return Canonical.hash("esclusa/read-set/v1", Value.of(entries));
  }

  /** By path, in UTF-16 order. */
  public Map<String, String> entries() {
    return entries;
  }

  /** What either of two read sets looked at; both must come from the same tree. */
  public ReadSet and(ReadSet other) {
    Map<String, String> union = new TreeMap<>(entries);
    union.putAll(other.entries);
    return new ReadSet(union);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReadSet that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return "ReadSet" + entries;
  }

  private static String seenIn(SourceTree tree, String key) {
    if (key.endsWith("/")) {
      return listingId(tree.list(key.substring(0, key.length() - 1)));
    }
    String id = tree.fileId(key);
    return id == null ? MISSING : id;
  }

  private static String listingKey(String folder) {
    return folder + "/";
  }

  /** Names and types only: who read a listing has not read the files in it. */
  private static String listingId(List<SourceTree.Entry> entries) {
    if (entries.isEmpty()) {
      return MISSING;
    }
    List<Value> names = new ArrayList<>();
    for (SourceTree.Entry entry : entries) {
      names.add(Value.sequence(Value.of(entry.name()), Value.of(entry.type().name())));
    }
    return Canonical.hash("esclusa/listing/v1", new Value.Sequence(names)).toString();
  }

  /** A source tree that remembers what was looked at; many threads may look. */
  public static final class Recorder implements SourceTree {
    private final SourceTree tree;
    private final String prefix;
    private final Map<String, String> seen;

    private Recorder(SourceTree tree, String prefix, Map<String, String> seen) {
      this.tree = tree;
      this.prefix = prefix;
      this.seen = seen;
    }

    /**
     * Another tree, whose files never change, e.g. those of a commit of another repository; looks
     * at it are remembered here too.
     *
     * @param place what stands before its paths; ends with two slashes: {@code
     *     https://host/org/repo@commit//}
     */
    public SourceTree pinned(String place, SourceTree other) {
      if (!place.endsWith("//")) {
        throw new IllegalArgumentException("a pinned place ends with //, not so " + place);
      }
      return new Recorder(other, place, seen);
    }

    @Override
    public @Nullable Blob file(String path) {
      Blob blob = tree.file(path);
      seen.put(prefix + path, blob == null ? MISSING : blob.id());
      return blob;
    }

    @Override
    public @Nullable String fileId(String path) {
      String id = tree.fileId(path);
      seen.put(prefix + path, id == null ? MISSING : id);
      return id;
    }

    @Override
    public List<Entry> list(String folder) {
      List<Entry> entries = tree.list(folder);
      seen.put(prefix + listingKey(folder), listingId(entries));
      return entries;
    }

    public ReadSet recorded() {
      return new ReadSet(seen);
    }
  }
}
