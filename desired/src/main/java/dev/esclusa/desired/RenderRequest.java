package dev.esclusa.desired;

import dev.esclusa.tree.Value;

/**
 * What a renderer has to know besides the files.
 *
 * @param name of the application, e.g. for a Helm release
 * @param namespace the destination's
 * @param options as the application's source gives them
 */
public record RenderRequest(String name, String namespace, Value.Mapping options) {}
