package dev.esclusa.estate;

import dev.esclusa.model.Address;
import dev.esclusa.tree.Document;
import dev.esclusa.tree.Pointer;
import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;

/** A configuration document whose every field has the right shape. */
record Declared(DocumentShape shape, Document document) {
  String kind() {
    return shape.kind();
  }

  String name() {
    return metadata().text("name");
  }

  /** Several targets may have one name in different environments, so they are told apart by uid. */
  Address.Configuration address() {
    return new Address.Configuration(kind(), isTarget() ? metadata().text("uid") : name());
  }

  boolean isTarget() {
    return kind().equals("Application") || kind().equals("Stack");
  }

  Fields metadata() {
    return whole().part("metadata");
  }

  Fields spec() {
    return whole().part("spec");
  }

  Value body() {
    return document.root();
  }

  Position at(String... tokens) {
    return document.nearest(Pointer.of(tokens));
  }

  private Fields whole() {
    return new Fields(document.root().asMapping(), shape.fields());
  }
}
