package dev.esclusa.control;

import java.time.InstantSource;

class InMemoryLeasesTest extends LeasesContract {
  @Override
  protected Leases open() {
    return new InMemoryLeases(InstantSource.system());
  }
}
