package dev.esclusa.stack;

class InMemoryStackStoreTest extends StateStoreContract {
  @Override
  protected Stores open() {
    InMemoryStackStore store = new InMemoryStackStore();
    return new Stores(store, store);
  }
}
