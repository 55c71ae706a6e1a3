package dev.esclusa.adapters.terraform;

import dev.esclusa.tree.SourceTree;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files of a revision on their way into the box of a run. */
final class RunFiles {
  private static final int FILES_MAX = 100_000;
  private static final long BYTES_MAX = 1L << 30;

  /** What an engine would take for its own: states, providers and modules come from us. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          ".git",
          ".terraform",
          "terraform.tfstate",
          "terraform.tfstate.backup",
          "terraform.tfstate.d",
          ".terraform.tfstate.lock.info",
          "errored.tfstate");

  /** Names of files that we write beside the stack's own. */
  static final String OURS = "zz_esclusa_";

  private final SourceTree tree;
  private final Map<String, byte[]> configuration = new TreeMap<>();
  private final RunFolder folder;
  private final String stack;
  private int fileCount;
  private long sizeBytes;

  private RunFiles(SourceTree tree, RunFolder folder, String stack) {
    this.tree = tree;
    this.folder = folder;
    this.stack = stack;
  }

  /** Writes what the stack reads; gives back the files that say what it is made of. */
  static Map<String, byte[]> write(RunStack stack, RunFolder folder) throws IOException {
    check(stack.folder());
    RunFiles files = new RunFiles(stack.files(), folder, stack.folder());
    folder.makeFolder(stack.place());
    for (String part : parts(stack)) {
      check(part);
      files.folder(part);
    }
    return files.configuration;
  }

  /** The folders that are asked for, without those that lie in another of them. */
  private static Collection<String> parts(RunStack stack) {
    Set<String> all = new TreeSet<>(stack.parts());
    all.add(stack.folder());
    all.removeIf(
        part -> all.stream().anyMatch(other -> !other.equals(part) && within(part, other)));
    return all;
  }

  static boolean within(String path, String part) {
    return part.isEmpty() || path.equals(part) || path.startsWith(part + "/");
  }

  private void folder(String path) throws IOException {
    for (SourceTree.Entry entry : tree.list(path)) {
      String name = entry.name();
      if (LEFT_OUT.contains(name) || name.startsWith(OURS)) {
        continue;
      }
      String inner = path.isEmpty() ? name : path + "/" + name;
      checkName(inner, name);
      switch (entry.type()) {
        case FOLDER -> folder(inner);
        case FILE -> file(inner);
        case SYMLINK, SUBMODULE -> notAFile(inner, entry.type());
      }
    }
  }

  /** Elsewhere in the repository it is somebody else's, and only left out. */
  private void notAFile(String path, SourceTree.Entry.Type type) {
    if (within(path, stack)) {
      String seen = type == SourceTree.Entry.Type.SYMLINK ? "a symbolic link" : "a submodule";
      throw RunnerProblem.refusedFile(path, "it is " + seen).asException();
    }
  }

  private void file(String path) throws IOException {
    SourceTree.Blob blob = tree.file(path);
    if (blob == null) {
      throw RunnerProblem.refusedFile(path, "it cannot be read").asException();
    }
    fileCount++;
    sizeBytes += blob.bytes().length;
    if (fileCount > FILES_MAX || sizeBytes > BYTES_MAX) {
      throw RunnerProblem.tooMuch(stack, "the checkout", BYTES_MAX).asException();
    }
    folder.write("src/" + path, blob.bytes());
    if (RunModules.isConfiguration(path)) {
      configuration.put(path, blob.bytes());
    }
  }

  private static void check(String path) {
    if (path.isEmpty()) {
      return;
    }
    for (String name : path.split("/", -1)) {
      checkName(path, name);
    }
  }

  private static void checkName(String path, String name) {
    boolean leadsElsewhere =
        name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0;
    if (leadsElsewhere || name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == 0x7f)) {
      throw RunnerProblem.refusedFile(path, "its name leads elsewhere").asException();
    }
  }
}
