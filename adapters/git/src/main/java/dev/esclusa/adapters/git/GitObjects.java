package dev.esclusa.adapters.git;

import dev.esclusa.model.ProblemException;
import dev.esclusa.tree.SourceTree.Blob;
import dev.esclusa.tree.SourceTree.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** Reads folders and files of mirrors, within limits; what was read is kept by object id. */
final class GitObjects {
  private static final int FOLDER_BYTES_MAX = 16 * 1024 * 1024;
  private static final long FOLDER_CACHE_WEIGHT_MAX = 32L * 1024 * 1024;
  private static final int ENTRY_WEIGHT = 160;

  private final long blobBytesMax;
  private final RecentlyUsed<Blob> blobs;
  private final RecentlyUsed<Map<String, Entry>> folders =
      new RecentlyUsed<>(FOLDER_CACHE_WEIGHT_MAX);

  GitObjects(GitSettings settings) {
    this.blobBytesMax = settings.blobBytesMax();
    this.blobs = new RecentlyUsed<>(settings.cacheBytesMax());
  }

  /** The entries of a folder by name, in UTF-16 order. */
  Map<String, Entry> folder(Mirror mirror, String id) {
    Map<String, Entry> known = folders.get(id);
    if (known != null) {
      return known;
    }
    try (ObjectReader reader = mirror.git().newObjectReader()) {
      byte[] raw =
          reader.open(ObjectId.fromString(id), Constants.OBJ_TREE).getCachedBytes(FOLDER_BYTES_MAX);
      Map<String, Entry> folder = Collections.unmodifiableMap(entries(mirror, raw));
      folders.put(id, folder, (long) (folder.size() + 1) * ENTRY_WEIGHT);
      return folder;
    } catch (LargeObjectException e) {
      throw new ProblemException(
          GitProblem.tooMuch(mirror.address(), "a folder of more than 16 MiB, " + id), e);
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(mirror.address(), e.toString()), e);
    }
  }

  Blob blob(Mirror mirror, String path, String id) {
    Blob known = blobs.get(id);
    if (known != null) {
      return known;
    }
    try (ObjectReader reader = mirror.git().newObjectReader()) {
      ObjectLoader loader = reader.open(ObjectId.fromString(id), Constants.OBJ_BLOB);
      if (loader.getSize() > blobBytesMax) {
        throw GitProblem.tooLarge(mirror.address(), path, loader.getSize(), blobBytesMax)
            .asException();
      }
      Blob blob = new Blob(id, loader.getCachedBytes(Math.toIntExact(blobBytesMax)));
      blobs.put(id, blob, blob.bytes().length + ENTRY_WEIGHT);
      return blob;
    } catch (IOException e) {
      throw new ProblemException(GitProblem.damaged(mirror.address(), e.toString()), e);
    }
  }

  private static Map<String, Entry> entries(Mirror mirror, byte[] raw) {
    Map<String, Entry> entries = new TreeMap<>();
    try {
      CanonicalTreeParser parser = new CanonicalTreeParser();
      parser.reset(raw);
      for (; !parser.eof(); parser = parser.next()) {
        String name = name(mirror, parser);
        Entry entry = new Entry(name, type(parser), parser.getEntryObjectId().name());
        if (entries.put(name, entry) != null) {
          throw GitProblem.hostile(mirror.address(), "two entries named " + name).asException();
        }
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ProblemException(
          GitProblem.hostile(mirror.address(), "a folder that cannot be parsed"), e);
    }
    return entries;
  }

  private static Entry.Type type(CanonicalTreeParser parser) {
    FileMode mode = parser.getEntryFileMode();
    if (mode == FileMode.TREE) {
      return Entry.Type.FOLDER;
    }
    if (mode == FileMode.SYMLINK) {
      return Entry.Type.SYMLINK;
    }
    return mode == FileMode.GITLINK ? Entry.Type.SUBMODULE : Entry.Type.FILE;
  }

  /** Names that would lead elsewhere when somebody wrote them to a disk, as Git itself refuses. */
  private static String name(Mirror mirror, CanonicalTreeParser parser) {
    byte[] raw = new byte[parser.getNameLength()];
    parser.getName(raw, 0);
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          GitProblem.hostile(
              mirror.address(),
              "a file name that is not UTF-8, " + new String(raw, StandardCharsets.ISO_8859_1)),
          e);
    }
    boolean leadsElsewhere =
        name.isEmpty()
            || List.of(".", "..", ".git").contains(name.toLowerCase(Locale.ROOT))
            || name.chars().anyMatch(c -> c < ' ' || c == '/' || c == '\\');
    if (leadsElsewhere) {
      throw GitProblem.hostile(mirror.address(), "a file named " + name).asException();
    }
    return name;
  }

  static List<Entry> list(Map<String, Entry> folder) {
    return List.copyOf(new ArrayList<>(folder.values()));
  }
}
