package dev.esclusa.model;

/** Who acts, and how we know. A free-text Git author proves nothing and stays {@link Unknown}. */
public sealed interface Principal {
  /** How an identity was proven. */
  enum Proof {
    COMMIT_SIGNATURE,
    FORGE,
    PUSH_ENDPOINT,
    SIGN_IN,
    TOKEN,
    SYSTEM
  }

  /**
   * @param id e.g. {@code ana@crm.example}
   * @param proof how it was verified
   */
  record Known(String id, Proof proof) implements Principal {
    public Known {
      Shape.LINE.check("principal", id);
    }

    @Override
    public String name() {
      return id;
    }
  }

  /**
   * @param claimed what the commit says of itself
   * @param cause why it is not believed
   */
  record Unknown(String claimed, String cause) implements Principal {
    @Override
    public String name() {
      return claimed + " (unverified)";
    }
  }

  /** Esclusa itself, e.g. when it proposes a self-heal. */
  Known SYSTEM = new Known("esclusa", Proof.SYSTEM);

  String name();
}
