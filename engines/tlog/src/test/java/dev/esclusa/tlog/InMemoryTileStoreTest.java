package dev.esclusa.tlog;

class InMemoryTileStoreTest extends TileStoreContract {
  @Override
  TileStore store() {
    return new InMemoryTileStore();
  }
}
