package dev.esclusa.desired;

import dev.esclusa.tree.Position;
import dev.esclusa.tree.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a renderer has to know besides the files.
 *
 * @param name of the application, e.g. for a Helm release
 * @param namespace the destination's
 * @param options as the application's source gives them
 * @param overriddenAt where the options stand that change what the files say; absent for none
 * @param bases of other repositories; throws for one that may not be used
 */
public record RenderRequest(
    String name,
    String namespace,
    Value.Mapping options,
    @Nullable Position overriddenAt,
    RemoteBases bases) {
  public RenderRequest(String name, String namespace, Value.Mapping options) {
    this(name, namespace, options, null, RemoteBases.NONE);
  }
}
