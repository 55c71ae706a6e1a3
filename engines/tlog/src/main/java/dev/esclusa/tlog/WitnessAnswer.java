package dev.esclusa.tlog;

/** What a witness says to a checkpoint; the status is that of C2SP tlog-witness over HTTP. */
public sealed interface WitnessAnswer {
  int httpStatus();

  /** It was consistent; now the witness remembers it. */
  record Cosigned(NoteSignature cosignature) implements WitnessAnswer {
    @Override
    public int httpStatus() {
      return 200;
    }
  }

  /** No cosignature, for this reason. */
  sealed interface Refused extends WitnessAnswer {
    String cause();
  }

  /** The witness has no key for this origin. */
  record UnknownOrigin(String origin) implements Refused {
    @Override
    public int httpStatus() {
      return 404;
    }

    @Override
    public String cause() {
      return "no key is configured for origin " + origin;
    }
  }

  /** Not, or not rightly, signed by the log's key. */
  record NotSignedByLog(SignatureCheck found) implements Refused {
    @Override
    public int httpStatus() {
      return 403;
    }

    @Override
    public String cause() {
      return "the log's signature is " + (found == SignatureCheck.WRONG ? "wrong" : "absent");
    }
  }

  /** The log got smaller: entries were cut off, or an older checkpoint was sent. */
  record Shrunk(long oldSize, long newSize) implements Refused {
    @Override
    public int httpStatus() {
      return 400;
    }

    @Override
    public String cause() {
      return "the checkpoint has %d entries, fewer than the %d before".formatted(newSize, oldSize);
    }
  }

  /** The request starts at another size than the one cosigned last; ask again from that one. */
  record OtherSize(long cosignedSize) implements Refused {
    @Override
    public int httpStatus() {
      return 409;
    }

    @Override
    public String cause() {
      return "the checkpoint cosigned last has %d entries".formatted(cosignedSize);
    }
  }

  /** The new tree does not contain the old one: the log was rewritten, or the proof is wrong. */
  record Inconsistent(TreeHead cosigned, TreeHead sent) implements Refused {
    @Override
    public int httpStatus() {
      return 422;
    }

    @Override
    public String cause() {
      return "root %s of %d entries is not shown to continue root %s of %d entries"
          .formatted(sent.root(), sent.size(), cosigned.root(), cosigned.size());
    }
  }
}
