package dev.esclusa.terraform;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where in the files of a revision an object is written: its block, in the stack's folder or in
 * that of a local module. A file that cannot be read holds nothing.
 */
final class ModuleFiles {
  private final Map<String, List<HclBlock>> folders = new HashMap<>();

  /**
   * @param files by path from the root of the revision
   */
  ModuleFiles(Map<String, byte[]> files) {
    new TreeMap<>(files)
        .forEach(
            (path, bytes) -> {
              if (path.endsWith(".tf") || path.endsWith(".tofu")) {
                String folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
                root(path, bytes)
                    .ifPresent(
                        it -> folders.computeIfAbsent(folder, name -> new ArrayList<>()).add(it));
              }
            });
  }

  private static Optional<HclBlock> root(String path, byte[] bytes) {
    try {
      return Optional.of(HclFile.read(path, bytes).root());
    } catch (TerraformException e) { // an engine says what is wrong with it
      return Optional.empty();
    }
  }

  /** The resource block of an address like {@code module.net["a"].aws_vpc.main[0]}. */
  Optional<HclBlock> resource(String folder, String address) {
    Deque<String> words =
        new ArrayDeque<>(List.of(ResourceChange.configAddress(address).split("\\.")));
    String place = folder;
    while (words.size() > 3 && "module".equals(words.peek())) {
      words.remove();
      place = called(place, words.remove());
      if (place == null) {
        return Optional.empty();
      }
    }
    if (words.size() != 2) {
      return Optional.empty();
    }
    String type = words.remove();
    String name = words.remove();
    return blocks(place, "resource").stream()
        .filter(it -> it.label(0).equals(type) && it.label(1).equals(name))
        .findFirst();
  }

  private List<HclBlock> blocks(String folder, String type) {
    return folders.getOrDefault(folder, List.of()).stream()
        .flatMap(it -> it.blocks(type).stream())
        .toList();
  }

  private @Nullable String called(String folder, String module) {
    return blocks(folder, "module").stream()
        .filter(it -> it.label(0).equals(module))
        .flatMap(it -> it.literal("source").stream())
        .filter(it -> it.startsWith("./") || it.startsWith("../"))
        .map(it -> joined(folder, it))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String joined(String folder, String source) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (folder + "/" + source).split("/")) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          return null;
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }
}
