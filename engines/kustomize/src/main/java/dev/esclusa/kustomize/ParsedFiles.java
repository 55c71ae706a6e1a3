package dev.esclusa.kustomize;

import dev.esclusa.tree.Limits;
import dev.esclusa.tree.SourceTree.Blob;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parsed files by path and blob id, shared by builds of many trees and threads. Holds files of at
 * most so many bytes; the least recently used go first.
 */
public final class ParsedFiles {
  private final long maxBytes;
  private final Map<Key, ParsedFile> files = new LinkedHashMap<>(256, 0.75f, true);
  private long bytes;

  private record Key(String path, String blobId, Limits limits) {}

  public ParsedFiles(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  ParsedFile get(String path, Blob blob, Limits limits) {
    Key key = new Key(path, blob.id(), limits);
    synchronized (files) {
      ParsedFile known = files.get(key);
      if (known != null) {
        return known;
      }
      ParsedFile file = new ParsedFile(path, blob, limits);
      if (blob.bytes().length <= maxBytes / 4) {
        files.put(key, file);
        bytes += blob.bytes().length;
        shrink();
      }
      return file;
    }
  }

  private void shrink() {
    Iterator<ParsedFile> eldest = files.values().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      bytes -= eldest.next().bytes().length;
      eldest.remove();
    }
  }
}
