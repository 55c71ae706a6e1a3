package dev.esclusa.kustomize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The data that lies beside the classes. */
final class Bundled {
  private Bundled() {}

  static byte[] bytes(String name) {
    try (InputStream in = Bundled.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
