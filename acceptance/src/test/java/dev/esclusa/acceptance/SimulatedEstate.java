package dev.esclusa.acceptance;

import dev.esclusa.tempo.Chance;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small estate that has everything: free and guarded environments, two kinds of authority. */
final class SimulatedEstate {
  static final List<String> PEOPLE =
      List.of("developer@crm.example", "platform@crm.example", "data@crm.example");

  private static final List<String> TARGETS =
      List.of("core-dev", "ui-dev", "core-prod", "data-prod", "stack-dev", "stack-prod");

  private SimulatedEstate() {}

  static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put(WorldEstate.PEOPLE, TEAMS);
    files.put(WorldEstate.PLACES, WorldEstate.places("ConfigMap"));
    files.put(WorldEstate.RULES, WorldEstate.RULES_TEXT);
    files.put(WorldEstate.SIGNERS, WorldEstate.SIGNERS_TEXT);
    for (String target : TARGETS) {
      files.put("esclusa/" + target + ".yaml", WorldEstate.application(target, target + "-uid"));
      for (int i = 0; i < 2; i++) {
        files.put("apps/" + target + "/object-" + i + ".yaml", object(target, i, "blue"));
      }
    }
    return files;
  }

  /** One small edit: a value, a new object, a removed object, or a rule. */
  static void edit(Map<String, String> files, Chance chance) {
    String target = chance.pick(TARGETS);
    int object = chance.nextInt(3);
    String path = "apps/" + target + "/object-" + object + ".yaml";
    int what = chance.nextInt(20);
    boolean elsewhere = !files.containsKey(path) && asks(files, target + "-" + object);
    if (elsewhere && !chance.nextBoolean(0.2)) {
      return; // it moved away; now and then somebody asks for it in both places
    }
    if (what < 13) {
      files.put(path, object(target, object, chance.pick(List.of("red", "green", "blue"))));
    } else if (what < 15 && object > 0) {
      files.remove(path);
    } else if (what < 16) {
      files.put(path, "kind: [broken\n");
    } else if (what < 18) {
      String more = chance.pick(MORE_RULES);
      files.put(WorldEstate.RULES, WorldEstate.RULES_TEXT + more);
    } else if (what < 19) {
      files.put("README.md", "number " + chance.nextInt(1000) + "\n");
    } else {
      files.put(WorldEstate.PEOPLE, TEAMS + "# edited " + chance.nextInt(3) + "\n");
    }
  }

  /** An object goes to another target of its environment as it is; false when there is none. */
  static boolean move(Map<String, String> files, Chance chance) {
    List<String> paths =
        files.keySet().stream()
            .filter(it -> it.startsWith("apps/") && !it.startsWith("apps/stack-"))
            .filter(it -> !it.endsWith("object-0.yaml")) // an empty folder is a slip, not a wish
            .toList();
    if (paths.isEmpty()) {
      return false;
    }
    String path = chance.pick(paths);
    String giver = path.split("/")[1];
    List<String> receivers =
        TARGETS.stream()
            .filter(it -> !it.equals(giver) && !it.startsWith("stack-"))
            .filter(it -> WorldEstate.environment(it).equals(WorldEstate.environment(giver)))
            .toList();
    String name = "moved-" + path.substring(path.lastIndexOf('/') + 1).replace("moved-", "");
    String receiver = chance.pick(receivers);
    String to = "apps/" + receiver + "/" + giver + "-" + name;
    files.put(to, java.util.Objects.requireNonNull(files.remove(path)));
    return true;
  }

  /** Whether some target's files ask for a config map of this name. */
  static boolean asksFor(Map<String, byte[]> files, String name) {
    Map<String, String> texts = new TreeMap<>();
    files.forEach((path, bytes) -> texts.put(path, new String(bytes, StandardCharsets.UTF_8)));
    return asks(texts, name);
  }

  private static boolean asks(Map<String, String> files, String name) {
    return files.entrySet().stream()
        .filter(it -> it.getKey().startsWith("apps/"))
        .anyMatch(it -> it.getValue().contains("name: " + name + "\n"));
  }

  private static String object(String target, int index, String colour) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: %s-%d
    data:
      colour: %s
      keep: "%d"
    """
        .formatted(target, index, colour, index);
  }

  private static final String TEAMS = WorldEstate.people("platform@crm.example");

  private static final List<String> MORE_RULES =
      List.of(
          "",
          """
          ---
          apiVersion: esclusa.dev/v1
          kind: ApprovalRule
          metadata: {name: data}
          spec: {targets: [prod/*/data-prod], require: [{team: data, count: 1}]}
          """,
          """
          ---
          apiVersion: esclusa.dev/v1
          kind: ApprovalRule
          metadata: {name: core}
          spec: {targets: [prod/*/core-prod], require: [{team: data, count: 1}]}
          """);
}
