package dev.esclusa.rego;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls built-ins without an evaluator; counts what they announce and stops them at a limit. */
final class TestCall implements BuiltinCall {
  private final long maxSteps;
  private final long maxBytes;
  private final Capabilities capabilities;
  private final Map<Object, Object> remembered = new HashMap<>();
  long steps;
  long bytes;

  TestCall(long maxSteps, long maxBytes, Capabilities capabilities) {
    this.maxSteps = maxSteps;
    this.maxBytes = maxBytes;
    this.capabilities = capabilities;
  }

  static TestCall generous() {
    return new TestCall(1L << 32, 1L << 32, Capabilities.NONE);
  }

  /** Small enough that whatever is worth limiting ends at once. */
  static TestCall strict() {
    return new TestCall(1_000_000, 16L << 20, Capabilities.NONE);
  }

  @Nullable RegoValue call(String name, RegoValue... arguments) {
    Builtins.Declared declared = Builtins.of(name);
    if (declared == null || declared.code() == null) {
      throw new AssertionError("no code for " + name);
    }
    return declared.code().call(this, arguments);
  }

  @Override
  public void step(long amount) {
    steps += amount;
    if (amount > maxSteps || steps > maxSteps) {
      throw new RegoException(RegoException.LIMIT_STEPS, "too many steps", "Do less");
    }
  }

  @Override
  public void allocate(long amount) {
    bytes += amount;
    if (amount > maxBytes || bytes > maxBytes) {
      throw new RegoException(RegoException.LIMIT_MEMORY, "too much memory", "Take less");
    }
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  @SuppressWarnings("unchecked") // one key always holds one type
  public <T> T remembered(Object key, Supplier<T> make) {
    return (T) remembered.computeIfAbsent(key, k -> make.get());
  }

  static RegoValue[] arguments(String jsonArray) {
    RegoArray array = (RegoArray) RegoJson.read(jsonArray);
    return List.of(array.items()).toArray(new RegoValue[0]);
  }
}
