package dev.esclusa.evidence;

import dev.esclusa.tree.Digest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where approvers' keys are looked up.
 *
 * @param allowedSigners absent when nobody gave them
 * @param outOfBand whether they came by another way than the bundle
 */
record Keys(ApproverSignatures signatures, @Nullable String allowedSigners, boolean outOfBand) {

  static Keys of(ApproverSignatures signatures, @Nullable String given, @Nullable String ofBundle) {
    return given != null
        ? new Keys(signatures, given, true)
        : new Keys(signatures, ofBundle, false);
  }

  @Nullable Digest digest() {
    return allowedSigners == null
        ? null
        : Digest.of(allowedSigners.getBytes(StandardCharsets.UTF_8));
  }
}
