package dev.esclusa.desired;

import dev.esclusa.model.Address;
import dev.esclusa.model.Managed;
import dev.esclusa.model.Masked.SecretOrigin;
import dev.esclusa.model.Redaction;
import dev.esclusa.model.Resource;
import dev.esclusa.tree.Digest;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.SourceTree.Entry;
import dev.esclusa.tree.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Git asks of a Terraform or OpenTofu stack: not its resources, which only the engine can
 * tell, but everything that the engine is run with. That is the whole folder, the folders of local
 * modules that its files name, those that {@code spec.source.also} names, and the settings of the
 * stack. They are one resource, whose address is the state: two stacks on one state are a conflict.
 *
 * <p>Local modules: Terraform documentation, "Module Sources, Local Paths": a path that begins with
 * {@code ./} or {@code ../}.
 */
final class StackSources {
  static final String RENDERER = "stack/1";
  static final int MAX_FILES = 5_000;
  static final long MAX_BYTES = 32L << 20;
  private static final int MAX_DEEP = 32;
  private static final Pattern LOCAL_MODULE =
      Pattern.compile("(?:^|[\\s{,])\"?source\"?\\s*[=:]\\s*\"(\\.{1,2}/[^\"\\n]{0,1000})\"");

  private final SourceTree tree;
  private final Managed managed;
  private final Findings findings;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Set<String> folders = new HashSet<>();
  private final Deque<String> waiting = new ArrayDeque<>();
  private long bytesLeft = MAX_BYTES;

  private StackSources(SourceTree tree, Managed managed, Findings findings) {
    this.tree = tree;
    this.managed = managed;
    this.findings = findings;
  }

  /** Absent when something was found wrong. */
  static @Nullable Resource of(SourceTree tree, Managed managed, Findings findings) {
    return new StackSources(tree, managed, findings).resource();
  }

  /** The name of a state, whatever reads or writes it. */
  static Address address(Managed managed) {
    String workspace = managed.source().options().text("workspace");
    return new Address.Terraform(
        "state "
            + managed.target().place().get("state")
            + (workspace == null || workspace.equals("default") ? "" : " workspace " + workspace));
  }

  /** The same, so that it may be hashed and shown: files by digest, variables masked. */
  static Value redacted(Resource resource, Redaction redaction) {
    Map<String, Value> digests = new LinkedHashMap<>();
    entries(resource.body(), "files")
        .forEach((path, content) -> digests.put(path, Value.of(digest(content).toString())));
    Value body = resource.body().with(Pointer.of("files"), Value.mapping(digests));
    for (String name : entries(body, "settings", "variables").keySet()) {
      Pointer pointer = Pointer.of("settings", "variables", name);
      Value value = body.at(pointer);
      if (value != null) {
        body =
            body.with(
                pointer,
                redaction
                    .mask(resource.address(), pointer, value, SecretOrigin.LITERAL_IN_GIT)
                    .toValue());
      }
    }
    return body;
  }

  private static Map<String, Value> entries(Value body, String... tokens) {
    Value found = body.at(Pointer.of(tokens));
    return found == null ? Map.of() : found.asMapping().entries();
  }

  private static Digest digest(Value content) {
    return Digest.of(content.toString().getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable Resource resource() {
    String root = managed.source().path();
    want(root);
    Value also = managed.source().options().get("also");
    if (also != null) {
      also.asSequence().items().forEach(it -> want(it.asText()));
    }
    while (!waiting.isEmpty() && findings.none()) {
      folder(waiting.remove(), 0);
    }
    boolean any =
        files.keySet().stream()
            .anyMatch(
                it ->
                    folderOf(it).equals(root)
                        && (it.endsWith(".tf") || it.endsWith(".tf.json") || it.endsWith(".tofu")));
    if (findings.none() && !any) {
      findings.add(
          "DES-0016",
          Findings.start(root.isEmpty() ? "." : root),
          tree.list(root).isEmpty() ? "there is no such folder." : "no .tf file is in this folder.",
          "Correct spec.source.path, or remove the stack.");
    }
    return findings.none() ? new Resource(address(managed), body(), null) : null;
  }

  private Value body() {
    Map<String, Value> contents = new LinkedHashMap<>();
    files.forEach((path, bytes) -> contents.put(path, content(bytes)));
    return Value.mapping(
        "settings",
        managed.source().options().with("path", Value.of(managed.source().path())),
        "files",
        Value.mapping(contents));
  }

  private static Value content(byte[] bytes) {
    try {
      return Value.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Value.mapping("$base64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  private void want(String folder) {
    if (folders.add(folder)) {
      waiting.add(folder);
    }
  }

  private void folder(String path, int depth) {
    if (depth > MAX_DEEP) {
      findings.limit(
          Findings.start(path),
          "folders are nested more than " + MAX_DEEP + " deep.",
          "Keep modules flatter.");
      return;
    }
    for (Entry entry : tree.list(path)) {
      String here = path.isEmpty() ? entry.name() : path + "/" + entry.name();
      if (!findings.none() || entry.name().equals(".terraform") || entry.name().equals(".git")) {
        continue;
      }
      switch (entry.type()) {
        case FOLDER -> {
          if (folders.add(here)) {
            folder(here, depth + 1);
          }
        }
        case FILE -> file(here);
        case SYMLINK, SUBMODULE ->
            findings.add(
                "DES-0009",
                Findings.start(here),
                "this is a "
                    + (entry.type() == Entry.Type.SYMLINK ? "symbolic link" : "submodule")
                    + "; the files of a stack are plain files only.",
                "Put a copy of the files here.");
      }
    }
  }

  private void file(String path) {
    SourceTree.Blob blob = tree.file(path);
    if (blob == null || files.containsKey(path)) {
      return;
    }
    bytesLeft -= blob.bytes().length;
    if (files.size() >= MAX_FILES || bytesLeft < 0) {
      findings.limit(
          Findings.start(path),
          "the stack has more than "
              + MAX_FILES
              + " files or "
              + (MAX_BYTES >> 20)
              + " MiB with its modules.",
          "Move what no plan reads out of its folders.");
      return;
    }
    files.put(path, blob.bytes());
    if (path.endsWith(".tf") || path.endsWith(".tofu") || path.endsWith(".tf.json")) {
      modules(path, new String(blob.bytes(), StandardCharsets.UTF_8));
    }
  }

  /** Reads too much rather than too little: a name that no module block holds costs nothing. */
  private void modules(String path, String text) {
    Matcher found = LOCAL_MODULE.matcher(text);
    while (found.find()) {
      String source = found.group(1);
      String folder = resolved(folderOf(path), source);
      if (folder == null) {
        findings.add(
            "DES-0017",
            Findings.start(path),
            "module source " + Findings.quoted(source) + " leaves the repository.",
            "Use a path inside of it.");
      } else {
        want(folder);
      }
    }
  }

  private static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static @Nullable String resolved(String folder, String source) {
    Deque<String> steps = new ArrayDeque<>();
    for (String step : (folder + "/" + source).split("/", -1)) {
      switch (step) {
        case "", "." -> {}
        case ".." -> {
          if (steps.pollLast() == null) {
            return null;
          }
        }
        default -> steps.addLast(step);
      }
    }
    return String.join("/", steps);
  }
}
