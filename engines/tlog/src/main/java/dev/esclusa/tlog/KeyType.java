package dev.esclusa.tlog;

/** What a key signs; the byte goes into its key id (C2SP signed-note, "Signature types"). */
public enum KeyType {
  /** Ed25519 over the note's text. */
  NOTE(0x01),
  /** Ed25519 over a checkpoint and the time at which a witness saw it (C2SP tlog-cosignature). */
  COSIGNATURE(0x04);

  private final int id;

  KeyType(int id) {
    this.id = id;
  }

  int id() {
    return id;
  }

  static KeyType of(int id) {
    for (var type : values()) {
      if (type.id == id) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "key type 0x%02x is not supported; 0x01 and 0x04 are".formatted(id));
  }
}
