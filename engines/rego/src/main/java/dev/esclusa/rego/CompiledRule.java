package dev.esclusa.rego;

import org.jspecify.annotations.Nullable;

/** One rule with its body as steps, and the rules after {@code else}. */
final class CompiledRule {
  final Rule rule;
  final Module module;
  private final Frame.Layout layout;
  private final Step body;
  private final boolean observed;
  private final @Nullable CompiledRule otherwise;

  CompiledRule(
      Rule rule,
      Module module,
      Frame.Layout layout,
      Step body,
      boolean observed,
      @Nullable CompiledRule otherwise) {
    this.rule = rule;
    this.module = module;
    this.layout = layout;
    this.body = body;
    this.observed = observed;
    this.otherwise = otherwise;
  }

  private static final RegoValue[] NO_ARGUMENTS = {};

  /** The value, from this body or the first after {@code else} that holds; null for undefined. */
  @Nullable RegoValue value(Context context) {
    return value(context, NO_ARGUMENTS);
  }

  @Nullable RegoValue value(Context context, RegoValue[] arguments) {
    CompiledRule here = this;
    while (here != null) {
      Frame frame = new Frame(context, here.layout);
      System.arraycopy(arguments, 0, frame.slots, 0, arguments.length);
      here.run(frame);
      if (frame.result != null) {
        return frame.result;
      }
      here = here.otherwise;
    }
    return null;
  }

  /** Adds what the rule defines to a builder; it is the frame's first sink. */
  void collect(Context context, Object sink) {
    Frame frame = new Frame(context, layout);
    frame.sinks[0] = sink;
    run(frame);
  }

  private void run(Frame frame) {
    Run run = frame.context.run;
    run.step();
    Observer observer = observed ? run.observer : null;
    if (observer == null) {
      body.run(frame);
      return;
    }
    observer.enterRule(rule, module);
    body.run(frame);
    observer.leaveRule(rule, module);
  }

  /** Keeps the value of a rule that has one; a second, different one is a conflict. */
  static final class Give extends Step {
    private final RuleGroup group;
    private final Rule rule;
    private final Module module;
    private final Expr value;
    private final boolean observed;

    Give(RuleGroup group, Rule rule, Module module, Expr value, boolean observed) {
      this.group = group;
      this.rule = rule;
      this.module = module;
      this.value = value;
      this.observed = observed;
    }

    @Override
    boolean run(Frame frame) {
      RegoValue found = value.value(frame);
      if (found == null) {
        return false;
      }
      RegoValue known = frame.result;
      if (known != null && !known.equals(found)) {
        throw group.conflict(rule, known, found);
      }
      frame.result = found;
      Observer observer = observed ? frame.context.run.observer : null;
      if (observer != null) {
        observer.produced(rule, module, found);
      }
      return value.constant() != null;
    }
  }

  /** Adds an element or member to a document that rules with several dynamic parts make. */
  static final class Place extends Step {
    private final Expr[] path;
    private final Expr value;
    private final boolean element;

    Place(Expr[] path, Expr value, boolean element) {
      this.path = path;
      this.value = value;
      this.element = element;
    }

    @Override
    boolean run(Frame frame) {
      PartialDocument into = (PartialDocument) frame.sinks[0];
      RegoValue[] keys = new RegoValue[path.length];
      for (int i = 0; i < keys.length; i++) {
        RegoValue key = path[i].value(frame);
        if (key == null) {
          return false;
        }
        keys[i] = key;
      }
      RegoValue found = value.value(frame);
      if (found == null || into == null) {
        return false;
      }
      frame.context.run.allocate(24L + 8L * keys.length);
      if (element) {
        into.add(keys, found);
      } else {
        into.put(keys, found);
      }
      return false;
    }
  }
}
