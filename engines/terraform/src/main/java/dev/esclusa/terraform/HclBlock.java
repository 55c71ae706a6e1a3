package dev.esclusa.terraform;

import dev.esclusa.tree.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A block of HCL: {@code resource "aws_vpc" "main" { ... }}. A file as a whole is one without type.
 *
 * @param attributes by name
 */
public record HclBlock(
    String type,
    List<String> labels,
    Map<String, HclExpression> attributes,
    List<HclBlock> blocks,
    Position position) {
  public HclBlock {
    labels = List.copyOf(labels);
    attributes = Map.copyOf(attributes);
    blocks = List.copyOf(blocks);
  }

  public Optional<HclExpression> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** The text of an attribute that is written as plain text. */
  public Optional<String> literal(String name) {
    return attribute(name).flatMap(HclExpression::literal);
  }

  public List<HclBlock> blocks(String wanted) {
    return blocks.stream().filter(it -> it.type.equals(wanted)).toList();
  }

  /** The label at an index, empty text when there is none. */
  public String label(int index) {
    return index < labels.size() ? labels.get(index) : "";
  }
}
