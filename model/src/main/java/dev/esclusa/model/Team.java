package dev.esclusa.model;

import java.util.List;

/**
 * People who answer for something together.
 *
 * @param members principal ids
 */
public record Team(String name, List<String> members) {
  public Team {
    Shape.NAME.check("team", name);
    members = List.copyOf(members);
  }
}
