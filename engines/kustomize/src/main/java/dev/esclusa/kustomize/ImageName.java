package dev.esclusa.kustomize;

/** An image reference in its parts: {@code registry:5000/app:1.2@sha256:...} (internal/image). */
record ImageName(String name, String tag, String digest) {
  static ImageName parse(String text) {
    int slash = Math.max(text.indexOf('/'), 0);
    int at = text.indexOf('@', slash);
    int colon = text.indexOf(':', slash);
    if (at >= 0 && (colon < 0 || at < colon)) {
      return new ImageName(text.substring(0, at), "", text.substring(at + 1));
    }
    if (colon < 0) {
      return new ImageName(text, "", "");
    }
    String name = text.substring(0, colon);
    return at < 0
        ? new ImageName(name, text.substring(colon + 1), "")
        : new ImageName(name, text.substring(colon + 1, at), text.substring(at + 1));
  }

  /** A new tag or digest replaces both of the old ones. */
  ImageName with(Rules.Image rule) {
    String newName = rule.newName().isEmpty() ? name : rule.newName();
    if (!rule.newTag().isEmpty() || !rule.digest().isEmpty()) {
      return new ImageName(newName, rule.newTag(), rule.digest());
    }
    return rule.tagSuffix().isEmpty()
        ? new ImageName(newName, tag, digest)
        : new ImageName(newName, tag + rule.tagSuffix(), "");
  }

  @Override
  public String toString() {
    return name + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
  }
}
