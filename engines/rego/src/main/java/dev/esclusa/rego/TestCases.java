package dev.esclusa.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Watches a test with cases, {@code test_x[name] if ...}, and keeps the name of each case that was
 * begun: one that then does not hold is missing in the result, and nobody would see that it failed.
 */
final class TestCases implements Observer {
  private final String test;
  private final List<String> variables = new ArrayList<>();
  private final Set<RegoValue> begun = new TreeSet<>();

  /**
   * @param test the path of the rules without the name of the case
   */
  TestCases(String test) {
    this.test = test;
  }

  /** In order. */
  Set<RegoValue> begun() {
    return begun;
  }

  @Override
  public void enterRule(Rule rule, Module module) {
    Term.Ref path = rule.path(module.packagePath());
    int size = module.packagePath().size() + 1;
    boolean cases =
        path.size() == size + 1
            && path.part(size) instanceof Term.Var
            && path.prefix(size).toString().equals(test);
    variables.add(cases && path.part(size) instanceof Term.Var name ? name.name() : "");
  }

  @Override
  public void leaveRule(Rule rule, Module module) {
    variables.removeLast();
  }

  @Override
  public void enter(Expression expression, Frame frame) {
    look(frame);
  }

  @Override
  public void held(Expression expression, Frame frame) {
    look(frame);
  }

  private void look(Frame frame) {
    String name = variables.isEmpty() ? "" : variables.getLast();
    Integer slot = name.isEmpty() ? null : frame.layout.names.get(name);
    RegoValue value = slot == null ? null : frame.slots[slot];
    if (value != null) {
      begun.add(value);
    }
  }
}
