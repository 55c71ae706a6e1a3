package dev.esclusa.estate;

import dev.esclusa.tree.Document;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.ScalarProfile;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.SourceTree.Entry;
import dev.esclusa.tree.TreeException;
import dev.esclusa.tree.Yaml;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a root repository that configure Esclusa: {@code esclusa.yaml}, every YAML file of
 * the folder {@code esclusa}, and {@code esclusa/allowed_signers}. Nothing else is looked at.
 */
final class ConfigurationFiles {
  static final String FILE = "esclusa.yaml";
  static final String FOLDER = "esclusa";
  static final String SIGNERS = FOLDER + "/allowed_signers";

  static final int MAX_FILES = 5_000;
  static final int MAX_FOLDERS_DEEP = 16;
  static final long MAX_BYTES = 16L << 20;
  static final int MAX_DOCUMENTS = 20_000;
  private static final Limits LIMITS = new Limits(MAX_BYTES, 32, 100, 2_000_000);

  private final SourceTree tree;
  private final Findings findings;
  private final List<Document> documents = new ArrayList<>();
  private int fileCount;
  private long bytesLeft = MAX_BYTES;
  private boolean full;

  private ConfigurationFiles(SourceTree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  /** Every document in the order of the files. */
  static List<Document> read(SourceTree tree, Findings findings) {
    ConfigurationFiles files = new ConfigurationFiles(tree, findings);
    boolean any = false;
    for (Entry entry : tree.list("")) {
      if (entry.name().equals(FILE)) {
        any = true;
        files.entry(FILE, entry, 0);
      } else if (entry.name().equals(FOLDER)) {
        any = true;
        files.entry(FOLDER, entry, 0);
      }
    }
    if (!any) {
      findings.absent(
          new Position(FILE, 1, 1),
          "the repository has neither the file esclusa.yaml nor the folder esclusa.",
          "Write one with `esclusa init`, or point the server at another repository.");
    }
    return files.documents;
  }

  private void entry(String path, Entry entry, int depth) {
    switch (entry.type()) {
      case SYMLINK -> findings.notAFile(start(path), "symbolic link");
      case SUBMODULE -> findings.notAFile(start(path), "submodule");
      case FOLDER -> folder(path, depth);
      case FILE -> file(path);
    }
  }

  private void folder(String path, int depth) {
    if (depth >= MAX_FOLDERS_DEEP) {
      findings.limit(
          start(path),
          "folders are nested more than " + MAX_FOLDERS_DEEP + " deep.",
          "Move the documents up.");
      return;
    }
    for (Entry entry : tree.list(path)) {
      if (!full) {
        entry(path + "/" + entry.name(), entry, depth + 1);
      }
    }
  }

  private void file(String path) {
    boolean yaml = path.endsWith(".yaml") || path.endsWith(".yml");
    if (yaml) {
      documents(path);
    } else if (!path.equals(SIGNERS) && !path.endsWith(".md")) {
      findings.warning(
          "EST-0016",
          start(path),
          "this file is not read: configuration is *.yaml, *.yml and allowed_signers.",
          "Rename it, or move it out of the folder esclusa.");
    }
  }

  private void documents(String path) {
    byte[] bytes = bytes(path);
    if (bytes == null) {
      return;
    }
    try {
      documents.addAll(Yaml.read(path, bytes, ScalarProfile.KUBECTL, LIMITS));
    } catch (TreeException e) {
      findings.unreadable(path, e);
    }
    if (documents.size() > MAX_DOCUMENTS) {
      stop(path, "there are more than " + MAX_DOCUMENTS + " documents.");
    }
  }

  private byte @Nullable [] bytes(String path) {
    SourceTree.Blob blob = tree.file(path);
    if (blob == null) {
      return null;
    }
    bytesLeft -= blob.bytes().length;
    if (bytesLeft < 0) {
      stop(path, "the configuration is larger than " + (MAX_BYTES >> 20) + " MiB.");
      return null;
    }
    if (++fileCount > MAX_FILES) {
      stop(path, "the configuration has more than " + MAX_FILES + " files.");
      return null;
    }
    return blob.bytes();
  }

  private void stop(String path, String cause) {
    full = true;
    findings.limit(start(path), cause, "Split the estate over several root repositories.");
  }

  static Position start(String path) {
    return new Position(path, 1, 1);
  }
}
