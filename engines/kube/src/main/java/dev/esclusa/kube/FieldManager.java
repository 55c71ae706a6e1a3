package dev.esclusa.kube;

/**
 * Who writes: the field manager's name, and the subresource written through; empty for the object
 * itself.
 */
public record FieldManager(String name, String subresource) {
  public static FieldManager of(String name) {
    return new FieldManager(name, "");
  }

  public static FieldManager status(String name) {
    return new FieldManager(name, "status");
  }
}
