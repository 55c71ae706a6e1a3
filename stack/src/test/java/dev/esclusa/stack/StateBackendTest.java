package dev.esclusa.stack;

class StateBackendTest extends StateBackendContract {
  @Override
  protected StateStoreContract.Stores open() {
    InMemoryStackStore store = new InMemoryStackStore();
    return new StateStoreContract.Stores(store, store);
  }
}
