package dev.esclusa.tlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Tiles as files in the layout of C2SP tlog-tiles; any file server can publish the folder. */
public final class FolderTileStore implements TileStore {
  private final Path folder;

  public FolderTileStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<byte[]> read(TilePath path) {
    return readFile(path.toString());
  }

  @Override
  public void write(TilePath path, byte[] bytes) {
    writeFile(path.toString(), bytes);
  }

  @Override
  public void deletePartials(TilePath full) {
    var partials = folder.resolve(full + ".p");
    try {
      if (Files.isDirectory(partials)) {
        try (var files = Files.list(partials)) {
          for (var file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(partials);
      }
    } catch (IOException failure) {
      throw broken(partials.toString(), "cannot be removed", failure);
    }
  }

  @Override
  public Optional<String> readCheckpoint() {
    return readFile("checkpoint").map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void writeCheckpoint(String checkpoint) {
    writeFile("checkpoint", checkpoint.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<byte[]> readFile(String path) {
    try {
      return Optional.of(Files.readAllBytes(folder.resolve(path)));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failure) {
      throw broken(path, "cannot be read", failure);
    }
  }

  private void writeFile(String path, byte[] bytes) {
    try {
      WholeFile.write(folder.resolve(path), bytes);
    } catch (IOException failure) {
      throw broken(path, "cannot be written", failure);
    }
  }

  private TlogException broken(String path, String fault, IOException failure) {
    return new TlogException(
        TlogException.Code.STORE,
        path,
        fault + ": " + failure,
        "Check the disk and the rights of folder " + folder,
        failure);
  }
}
