package dev.esclusa.model;

/**
 * So many distinct members of a team must approve.
 *
 * @param rule which rule asks
 * @param count at least 1
 */
public record Requirement(RuleId rule, String team, int count) {
  public Requirement {
    Shape.NAME.check("team", team);
    if (count < 1) {
      throw new ModelException("requirement of rule " + rule + " asks for " + count + " people");
    }
  }
}
