package dev.esclusa.model;

import dev.esclusa.tree.Records.Transparent;

/**
 * How people call a target: environment, region, name.
 *
 * @param text e.g. {@code prod/eu-west-1/crm-core}
 */
@Transparent
public record TargetName(String text) implements Comparable<TargetName> {
  public TargetName {
    String[] parts = text.split("/", -1);
    if (parts.length != 3) {
      throw new ModelException(
          "target name \"" + text + "\" is not of the form environment/region/name");
    }
    for (String part : parts) {
      Shape.NAME.check("target name part", part);
    }
  }

  public static TargetName of(String environment, String region, String name) {
    return new TargetName(environment + "/" + region + "/" + name);
  }

  public String environment() {
    return text.substring(0, text.indexOf('/'));
  }

  public String region() {
    return text.substring(text.indexOf('/') + 1, text.lastIndexOf('/'));
  }

  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(TargetName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
