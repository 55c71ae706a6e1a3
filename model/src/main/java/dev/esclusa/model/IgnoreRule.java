package dev.esclusa.model;

import java.time.Instant;
import java.util.List;

/**
 * A difference that nobody wants to hear of, with someone who answers for it.
 *
 * @param addresses glob patterns of address texts
 * @param pointers the fields, with {@code *} for any one token
 */
public record IgnoreRule(
    String name,
    List<String> targets,
    List<String> addresses,
    List<String> pointers,
    String owner,
    String reason,
    Instant reviewBy) {
  public IgnoreRule {
    targets = List.copyOf(targets);
    addresses = List.copyOf(addresses);
    pointers = List.copyOf(pointers);
  }
}
