package dev.esclusa.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One of the folders that a root repository is made of; a later one replaces files of those before.
 *
 * @param at where its files are in the repository, e.g. {@code policies/starter}; empty for the top
 */
public record EstateLayer(Path folder, String at) {
  /** One at the top. */
  public static EstateLayer of(Path folder) {
    return new EstateLayer(folder, "");
  }

  /**
   * The layers of the sample that {@code examples/crm} is: the starter pack, over it the estate
   * with its own settings of the pack.
   */
  public static List<EstateLayer> sample(Path crm) {
    Path pack = crm.toAbsolutePath().normalize().resolve("../../packs/starter").normalize();
    EstateLayer top = of(crm);
    return Files.isDirectory(pack)
        ? List.of(new EstateLayer(pack, "policies/starter"), top)
        : List.of(top);
  }

  /** The content of all, by path in the repository. */
  public static Map<String, byte[]> files(List<EstateLayer> layers) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (EstateLayer layer : layers) {
      try (Stream<Path> all = Files.walk(layer.folder())) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(layer.place(file), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private String place(Path file) {
    String below = folder.relativize(file).toString().replace('\\', '/');
    return at.isEmpty() ? below : at + "/" + below;
  }
}
