package dev.esclusa.adapters.terraform;

import dev.esclusa.model.Problem;
import dev.esclusa.model.Resource;
import dev.esclusa.model.Target;
import dev.esclusa.terraform.DriftRule;
import dev.esclusa.terraform.TerraformException;
import dev.esclusa.terraform.VolatileCall;
import dev.esclusa.terraform.WrittenTexts;
import dev.esclusa.tree.InMemorySourceTree;
import dev.esclusa.tree.SourceTree;
import dev.esclusa.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an engine is run with, as Git asks for it: settings and files. */
record StackInput(Target target, Value.Mapping settings, SourceTree files) {
  private static final Logger LOG = LoggerFactory.getLogger(StackInput.class);
  private static final int SHOWN_MAX = 10;

  /** Reads the one resource that a stack's desired state consists of. */
  static StackInput of(Target target, List<Resource> desired) {
    Value body = desired.size() == 1 ? desired.getFirst().body() : null;
    Value settings = body == null ? null : body.asMapping().get("settings");
    Value files = body == null ? null : body.asMapping().get("files");
    if (!(settings instanceof Value.Mapping read) || !(files instanceof Value.Mapping contents)) {
      throw Problem.defect(
              "TFM-0040",
              "stack " + target.name() + " was asked for without its sources",
              "Report it, with the commands that led here.")
          .asException();
    }
    Map<String, byte[]> tree = new LinkedHashMap<>();
    contents.entries().forEach((path, content) -> tree.put(path, bytes(content)));
    return new StackInput(target, read, new InMemorySourceTree(tree));
  }

  private static byte[] bytes(Value content) {
    return content instanceof Value.Mapping encoded && encoded.has("$base64")
        ? Base64.getDecoder().decode(encoded.text("$base64"))
        : content.asText().getBytes(StandardCharsets.UTF_8);
  }

  String folder() {
    return text("path", "");
  }

  String workspace() {
    return text("workspace", "default");
  }

  /** Whether its files configure a backend that is used as it is. */
  boolean ownBackend() {
    return Value.TRUE.equals(settings.get("ownState"));
  }

  EngineConstraint version() {
    return EngineConstraint.read(text("version", ""));
  }

  /** Absent where any will do. */
  @Nullable EngineKind engine() {
    return switch (text("engine", "any")) {
      case "tofu" -> EngineKind.TOFU;
      case "terraform" -> EngineKind.TERRAFORM;
      default -> null;
    };
  }

  /** The name of the file with the credentials of plans or applies; absent for none. */
  @Nullable String identity(RunKind kind) {
    return settings.text("identity", kind == RunKind.APPLY ? "apply" : "plan");
  }

  Value.Mapping variables() {
    return settings.get("variables") instanceof Value.Mapping it ? it : Value.mapping();
  }

  List<String> variableFiles() {
    Value files = settings.get("varFiles");
    return files == null
        ? List.of()
        : files.asSequence().items().stream().map(Value::asText).toList();
  }

  /** Who else writes into its objects, and where: {@code spec.controllers}. */
  List<DriftRule> controllers() {
    List<DriftRule> rules = new ArrayList<>();
    if (settings.get("controllers") instanceof Value.Sequence(List<Value> named)) {
      for (Value one : named) {
        for (String address : texts(one.asMapping().get("addresses"), "*")) {
          for (String pointer : texts(one.asMapping().get("pointers"), "*")) {
            rules.add(
                new DriftRule(
                    DriftRule.Meaning.CONTROLLER,
                    address,
                    pointer,
                    String.valueOf(one.text("name"))));
          }
        }
      }
    }
    return rules;
  }

  /** Calls in its files that give another value each time, with their places; the first few. */
  List<String> unstable() {
    List<String> found = new ArrayList<>();
    sources()
        .forEach(
            (path, bytes) -> {
              try {
                VolatileCall.of(Map.of(path, bytes)).forEach(it -> found.add(it.words()));
              } catch (TerraformException e) {
                LOG.debug("{} is not looked into: {}", path, e.getMessage());
              }
            });
    return found.stream().limit(SHOWN_MAX).toList();
  }

  /** The files that say what is wanted, by path. */
  Map<String, byte[]> sources() {
    Map<String, byte[]> found = new TreeMap<>();
    collect("", it -> it.endsWith(".tf") || it.endsWith(".tofu"), found);
    return found;
  }

  /** All texts that Git has of it. */
  WrittenTexts written() {
    Map<String, byte[]> found = new TreeMap<>();
    collect("", it -> true, found);
    return WrittenTexts.of(found, variables());
  }

  private void collect(String folder, Predicate<String> wanted, Map<String, byte[]> found) {
    for (SourceTree.Entry entry : files.list(folder)) {
      String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
      if (entry.type() == SourceTree.Entry.Type.FOLDER) {
        collect(path, wanted, found);
      } else if (wanted.test(path)) {
        SourceTree.Blob blob = files.file(path);
        if (blob != null) {
          found.put(path, blob.bytes());
        }
      }
    }
  }

  private static List<String> texts(@Nullable Value list, String otherwise) {
    return list instanceof Value.Sequence(List<Value> items) && !items.isEmpty()
        ? items.stream().map(Value::asText).toList()
        : List.of(otherwise);
  }

  private String text(String name, String otherwise) {
    String found = settings.text(name);
    return found == null ? otherwise : found;
  }
}
