package dev.esclusa.estate;

import dev.esclusa.model.PolicyPack;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.SourceTree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The folders that policy packs name, read. */
final class PackFolders {
  static final int MAX_FILES = 2_000;
  static final long MAX_BYTES = 16L << 20;
  private static final int MAX_FOLDERS_DEEP = 16;
  private static final List<String> DATA = List.of("data.json", "data.yaml", "data.yml");

  private final SourceTree tree;
  private final Findings findings;
  private final Map<String, PolicyPack> packs = new TreeMap<>();
  private final Map<String, Position> places = new TreeMap<>();

  private PackFolders(SourceTree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  static PackFolders read(SourceTree tree, List<Declared> declared, Findings findings) {
    PackFolders folders = new PackFolders(tree, findings);
    if (findings.none()) {
      declared.stream().filter(it -> it.kind().equals("PolicyPack")).forEach(folders::pack);
    }
    return folders;
  }

  /** What the documents declare, in the order of their names. */
  List<PolicyPack> packs() {
    return List.copyOf(packs.values());
  }

  @Nullable PolicyPack pack(String name) {
    return packs.get(name);
  }

  void check(RuleCheck rules, Findings found) {
    packs.forEach(
        (name, pack) -> {
          Position at = places.get(name);
          rules
              .problems(pack)
              .forEach(it -> found.rule(at == null ? ConfigurationFiles.start(name) : at, it));
        });
  }

  private void pack(Declared one) {
    Fields spec = one.spec();
    String folder = spec.text("folder");
    Position at = one.at("spec", "folder");
    Content content = new Content(at);
    content.folder(folder, "", 0);
    if (content.files.keySet().stream().noneMatch(it -> it.endsWith(".rego"))) {
      findings.absent(
          at,
          "folder " + Findings.quoted(folder) + " has no rules: no .rego file is below it.",
          "Point spec.folder at the folder of the rules, or remove the pack.");
      return;
    }
    places.put(one.name(), at);
    packs.put(
        one.name(),
        PolicyPack.of(
            one.name(),
            folder,
            spec.texts("environments"),
            spec.texts("authorities"),
            spec.texts("owners"),
            spec.choice("reads", PolicyPack.Reads.class),
            spec.texts("packages"),
            spec.texts("shadow"),
            content.files));
  }

  /** What one folder holds. */
  private final class Content {
    private final Position at;
    private final Map<String, String> files = new TreeMap<>();
    private long byteCount;
    private boolean full;

    Content(Position at) {
      this.at = at;
    }

    void folder(String folder, String below, int depth) {
      if (depth > MAX_FOLDERS_DEEP) {
        stop("its folders are nested more than " + MAX_FOLDERS_DEEP + " deep.");
      }
      for (SourceTree.Entry entry : full ? List.<SourceTree.Entry>of() : tree.list(folder)) {
        String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
        String inPack = below.isEmpty() ? entry.name() : below + "/" + entry.name();
        switch (entry.type()) {
          case FOLDER -> {
            if (!entry.name().startsWith(".")) {
              folder(path, inPack, depth + 1);
            }
          }
          case FILE -> {
            if (counts(entry.name()) && !full) {
              file(path, inPack);
            }
          }
          case SYMLINK, SUBMODULE -> {
            if (counts(entry.name())) {
              findings.notAFile(ConfigurationFiles.start(path), "link");
            }
          }
        }
      }
    }

    private void file(String path, String inPack) {
      SourceTree.Blob blob = tree.file(path);
      if (blob == null) {
        return;
      }
      byteCount += blob.bytes().length;
      if (files.size() >= MAX_FILES || byteCount > MAX_BYTES) {
        stop("it has more than " + MAX_FILES + " files, or " + (MAX_BYTES >> 20) + " MiB.");
        return;
      }
      try {
        files.put(
            inPack,
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(blob.bytes())).toString());
      } catch (CharacterCodingException e) {
        findings.contradiction(
            ConfigurationFiles.start(path), "the file is not UTF-8.", "Save it as UTF-8.");
      }
    }

    private void stop(String cause) {
      if (!full) {
        full = true;
        findings.limit(at, cause, "Split the pack, or keep data that no rule reads elsewhere.");
      }
    }
  }

  /** Tests are for those who write the rules. */
  private static boolean counts(String name) {
    return (name.endsWith(".rego") && !name.endsWith("_test.rego")) || DATA.contains(name);
  }
}
