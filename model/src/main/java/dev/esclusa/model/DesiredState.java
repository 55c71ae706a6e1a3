package dev.esclusa.model;

import dev.esclusa.tree.Digest;
import java.util.List;

/**
 * What Git asks of one target.
 *
 * @param resources whole, secrets included: handle with care
 * @param hash over addresses and redacted bodies in address order, so that it may be shown
 * @param readSetHash over everything the renderer looked at
 * @param renderer name and version, e.g. {@code plain/1}
 */
public record DesiredState(
    TargetUid target, List<Resource> resources, Digest hash, Digest readSetHash, String renderer) {
  public DesiredState {
    resources = List.copyOf(resources);
  }
}
