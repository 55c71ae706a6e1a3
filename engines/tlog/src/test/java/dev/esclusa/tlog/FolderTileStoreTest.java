package dev.esclusa.tlog;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderTileStoreTest extends TileStoreContract {
  @TempDir Path folder;

  @Override
  TileStore store() {
    return new FolderTileStore(folder);
  }
}
