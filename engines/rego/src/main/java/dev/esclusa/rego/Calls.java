package dev.esclusa.rego;

import dev.esclusa.tree.Position;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps that call functions. */
final class Calls {
  private Calls() {}

  /** A call of a built-in; the result goes to a slot, or must be defined and not false. */
  static final class OfBuiltin extends Step.Test {
    private final Builtins.Declared declared;
    private final Builtin code;
    private final Expr[] arguments;
    private final int out;
    private final Expression at;

    OfBuiltin(Builtins.Declared declared, Builtin code, Expr[] arguments, int out, Expression at) {
      this.declared = declared;
      this.code = code;
      this.arguments = arguments;
      this.out = out;
      this.at = at;
    }

    @Override
    boolean holds(Frame frame) {
      RegoValue[] given = values(frame, arguments);
      if (given == null) {
        return false;
      }
      Context context = frame.context;
      Context.Mock mock = context.mocks.isEmpty() ? null : context.mocks.get(declared.name());
      RegoValue result =
          mock != null
              ? instead(context, mock, given, at)
              : builtin(context.run, declared, code, given, at);
      return keep(frame, result, out);
    }

    @Override
    void fills(BitSet into) {
      if (out >= 0) {
        into.set(out);
      }
    }
  }

  /** A call of a function of the policy. */
  static final class OfFunction extends Step.Test {
    private final RuleGroup group;
    private final String name;
    private final Expr[] arguments;
    private final int out;
    private final Expression at;

    OfFunction(RuleGroup group, String name, Expr[] arguments, int out, Expression at) {
      this.group = group;
      this.name = name;
      this.arguments = arguments;
      this.out = out;
      this.at = at;
    }

    @Override
    boolean holds(Frame frame) {
      RegoValue[] given = values(frame, arguments);
      if (given == null) {
        return false;
      }
      Context context = frame.context;
      Context.Mock mock = context.mocks.isEmpty() ? null : context.mocks.get(name);
      RegoValue result =
          mock != null ? instead(context, mock, given, at) : group.call(context, given);
      return keep(frame, result, out);
    }

    @Override
    void fills(BitSet into) {
      if (out >= 0) {
        into.set(out);
      }
    }
  }

  private static boolean keep(Frame frame, @Nullable RegoValue result, int out) {
    if (result == null) {
      return false;
    }
    if (out < 0) {
      return result != RegoBoolean.FALSE;
    }
    frame.slots[out] = result;
    return true;
  }

  private static RegoValue @Nullable [] values(Frame frame, Expr[] arguments) {
    RegoValue[] values = new RegoValue[arguments.length];
    for (int i = 0; i < values.length; i++) {
      RegoValue value = arguments[i].value(frame);
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    return values;
  }

  private static @Nullable RegoValue instead(
      Context context, Context.Mock mock, RegoValue[] given, Expression at) {
    if (mock.function() == null) {
      return mock.value();
    }
    Context plain = context.withoutMocks();
    RuleGroup group = context.program.function(mock.function());
    if (group != null) {
      return group.call(plain, given);
    }
    Builtins.Declared declared = Builtins.of(mock.function());
    Builtin code = declared == null ? null : code(declared);
    if (declared == null || code == null) {
      throw new RegoException(
          RegoException.INTERNAL,
          mock.function() + " cannot stand in for another function",
          "Replace the function by one of the policy");
    }
    return builtin(context.run, declared, code, given, at);
  }

  /** What runs for the built-in: the engine's own code for a few, else the registry's. */
  static @Nullable Builtin code(Builtins.Declared declared) {
    Builtin internal = Internals.of(declared.name());
    return internal != null ? internal : declared.code();
  }

  private static @Nullable RegoValue builtin(
      Run run, Builtins.Declared declared, Builtin code, RegoValue[] given, Expression at) {
    run.step();
    try {
      return declared.deterministic() ? code.call(run, given) : once(run, declared, code, given);
    } catch (BuiltinFailure failure) {
      String reason = declared.name() + ": " + failure.reason();
      if (run.strictBuiltinErrors) {
        throw raised(failure.code(), at.position(), reason, failure);
      }
      if (run.observer != null) {
        run.observer.failed(declared.name(), reason, at);
      }
      return null;
    }
  }

  private record Asked(String builtin, List<RegoValue> arguments) {}

  /** The world answers the same question the same way for the whole evaluation. */
  private static @Nullable RegoValue once(
      Run run, Builtins.Declared declared, Builtin code, RegoValue[] given) {
    Asked asked = new Asked(declared.name(), List.of(given));
    RegoValue answer =
        run.remembered(
            asked,
            () -> {
              RegoValue found = code.call(run, given);
              return found == null ? Context.UNDEFINED : found;
            });
    return answer == Context.UNDEFINED ? null : answer;
  }

  private static RegoException raised(
      String code, Position position, String reason, BuiltinFailure cause) {
    RegoException raised =
        new RegoException(code, position, reason, "Check the arguments of the call");
    raised.initCause(cause);
    return raised;
  }
}
