package dev.esclusa.control;

import dev.esclusa.model.Envelope;
import dev.esclusa.model.Problem;
import dev.esclusa.model.ProblemException;
import dev.esclusa.tlog.AddCheckpoint;
import dev.esclusa.tlog.Checkpoint;
import dev.esclusa.tlog.ConsistencyProof;
import dev.esclusa.tlog.LogReader;
import dev.esclusa.tlog.LogWriter;
import dev.esclusa.tlog.SignatureCheck;
import dev.esclusa.tlog.SignedCheckpoint;
import dev.esclusa.tlog.SignerKey;
import dev.esclusa.tlog.TileStore;
import dev.esclusa.tlog.TlogException;
import dev.esclusa.tlog.TreeHead;
import dev.esclusa.tlog.Witness;
import dev.esclusa.tlog.WitnessAnswer;
import dev.esclusa.tree.Value;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log as tiles (C2SP tlog-tiles), made of the journal's leaves. Tiles follow from the journal
 * alone, so replicas that write them at the same time write the same bytes; which checkpoint is the
 * newest is decided by one document, replaced only by whoever has read it. A head is signed only
 * when it is consistent with the one published last, and published only with the cosignature of the
 * witness. When the witness remembers another history, nothing is signed any more.
 */
public final class TileLog implements LogKeeper {
  static final String KIND = "log-checkpoint";
  private static final String CHECKPOINT = "checkpoint";
  private static final int PAGE_ENTRIES = 1024;
  private static final int WITNESS_ATTEMPTS = 3;

  private final Journal journal;
  private final TileStore store;
  private final Documents documents;
  private final SignerKey key;
  private final Witness witness;

  /** Guards everything below that is not volatile. */
  private final ReentrantLock keeping = new ReentrantLock();

  private @Nullable LogWriter writer;

  /** Whether the witness was asked since the start what it remembers. */
  private boolean confirmed;

  private volatile long witnessedSize;
  private volatile @Nullable Problem trouble;
  private volatile @Nullable Problem hindrance;

  /**
   * @param documents where the newest checkpoint stands, shared by all replicas
   * @param key of the log; its name is the log's origin
   */
  public TileLog(
      Journal journal, TileStore store, Documents documents, SignerKey key, Witness witness) {
    this.journal = journal;
    this.store = store;
    this.documents = documents;
    this.key = key;
    this.witness = witness;
    try {
      this.witnessedSize = published().head().size();
    } catch (Broken broken) {
      this.trouble = broken.problem;
    } catch (TlogException failed) {
      this.hindrance = storeFailed(failed);
    }
  }

  /** {@code example.com/esclusa}. */
  public String origin() {
    return key.verifier().name();
  }

  @Override
  public long witnessedSize() {
    return witnessedSize;
  }

  /** CTL-0040 to CTL-0042. */
  @Override
  public Optional<Problem> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Why the newest entries are not witnessed yet; it may pass by itself: CTL-0043, CTL-0044. */
  public Optional<Problem> hindrance() {
    return Optional.ofNullable(hindrance);
  }

  @Override
  public void keep() {
    keeping.lock();
    try {
      if (trouble == null && !upToDate()) {
        hindrance = null;
        takeInAndPublish();
      }
    } catch (Broken broken) {
      trouble = broken.problem;
    } catch (TlogException failed) {
      // The writer may stand between two tiles; the next keep begins at the published head.
      writer = null;
      if (failed.code() == TlogException.Code.STORE) {
        hindrance = storeFailed(failed);
      } else {
        trouble = unfit(String.valueOf(failed.getMessage()));
      }
    } finally {
      keeping.unlock();
    }
  }

  private boolean upToDate() {
    return writer != null && confirmed && hindrance == null && journal.size() == witnessedSize;
  }

  private void takeInAndPublish() {
    Published last = adopt(published());
    LogWriter log = writerFrom(last.head());
    takeIn(log, last);
    if (log.head().size() > last.head().size()) {
      SignedCheckpoint signed = sign(last.head(), log.head());
      SignedCheckpoint cosigned = cosigned(last.head().size(), signed);
      if (cosigned != null) {
        publish(last, cosigned);
        confirmed = true;
      }
    } else if (!confirmed) {
      confirm(last);
    }
  }

  /**
   * With nothing new to sign the witness is asked all the same: when journal and tiles were set
   * back together, it alone knows.
   */
  private void confirm(Published last) {
    SignedCheckpoint signed =
        last.text() == null
            ? SignedCheckpoint.sign(new Checkpoint(origin(), TreeHead.EMPTY), key)
            : SignedCheckpoint.parse(last.text());
    WitnessAnswer answer =
        ask(new AddCheckpoint(last.head().size(), new ConsistencyProof(List.of()), signed));
    switch (answer) {
      case null -> confirmed = false;
      case WitnessAnswer.OtherSize it -> {
        if (it.cosignedSize() > journal.size()) {
          throw new Broken(behind(journal.size(), it.cosignedSize(), "witnessed"));
        }
        confirmed = true;
      }
      case WitnessAnswer.Inconsistent it -> throw new Broken(contradicted(it.cause()));
      case WitnessAnswer.Shrunk it -> throw new Broken(contradicted(it.cause()));
      case WitnessAnswer.Cosigned _ -> confirmed = true;
      case WitnessAnswer.UnknownOrigin _, WitnessAnswer.NotSignedByLog _ -> confirmed = true;
    }
  }

  /**
   * The newest checkpoint with its cosignature.
   *
   * @param version of its document; 0 without one
   * @param text absent before the first
   */
  private record Published(long version, TreeHead head, @Nullable String text) {}

  private Published published() {
    Documents.Document document = documents.get(KIND, origin());
    if (document != null) {
      String text = document.content().text(CHECKPOINT);
      return published(document.version(), text == null ? "" : text);
    }
    // Documents can be worked out again: the tiles carry the checkpoint too.
    return store
        .readCheckpoint()
        .map(text -> published(0, text))
        .orElse(new Published(0, TreeHead.EMPTY, null));
  }

  private Published published(long version, String text) {
    SignedCheckpoint signed;
    try {
      signed = SignedCheckpoint.parse(text);
    } catch (TlogException malformed) {
      throw new Broken(unfit("The stored checkpoint cannot be read: " + malformed.getMessage()));
    }
    if (signed.checkLog(key.verifier()) != SignatureCheck.VALID
        || !signed.checkpoint().origin().equals(origin())) {
      throw new Broken(
          unfit(
              "The stored checkpoint of "
                  + signed.checkpoint().origin()
                  + " is not signed by the key of "
                  + origin()
                  + "."));
    }
    return new Published(version, signed.head(), text);
  }

  /** Another replica may have been faster; the tiles carry what the document says. */
  private Published adopt(Published last) {
    if (writer == null || last.head().size() > witnessedSize) {
      carry(last);
    }
    witnessedSize = last.head().size();
    return last;
  }

  private LogWriter writerFrom(TreeHead published) {
    LogWriter log = writer;
    if (log == null || log.head().size() < published.size()) {
      log = published.size() == 0 ? LogWriter.create(store) : LogWriter.open(store, published);
      writer = log;
    }
    return log;
  }

  private void takeIn(LogWriter log, Published last) {
    long size = journal.size();
    if (size < last.head().size()) {
      throw new Broken(behind(size, last.head().size(), "signed and witnessed"));
    }
    while (log.head().size() < size) {
      long from = log.head().size();
      List<Journal.Entry> page = journal.from(from, (int) Math.min(PAGE_ENTRIES, size - from));
      log.append(leaves(from, page));
    }
  }

  private static List<byte[]> leaves(long from, List<Journal.Entry> page) {
    List<byte[]> leaves = new ArrayList<>(page.size());
    for (Journal.Entry entry : page) {
      if (entry.index() != from + leaves.size()
          || !Envelope.leafHash(entry.leaf()).equals(entry.leafHash())) {
        throw new Broken(
            unfit(
                "Journal entry "
                    + entry.index()
                    + " is not the one that was hashed for place "
                    + (from + leaves.size())
                    + "."));
      }
      leaves.add(entry.leaf());
    }
    if (leaves.isEmpty()) {
      throw new Broken(unfit("The journal has no entry " + from + " below its size."));
    }
    return leaves;
  }

  /** The key never signs two heads that contradict each other, whatever the tiles say. */
  private SignedCheckpoint sign(TreeHead last, TreeHead next) {
    LogReader reader = new LogReader(store, next.size());
    if (last.size() > 0 && !reader.consistency(last.size()).connects(last, next)) {
      throw new Broken(
          unfit(
              "The tiles of "
                  + next.size()
                  + " entries do not continue the head of "
                  + last.size()
                  + " entries that was signed before."));
    }
    return SignedCheckpoint.sign(new Checkpoint(origin(), next), key);
  }

  /**
   * @return absent when it is not cosigned now but may be later
   */
  private @Nullable SignedCheckpoint cosigned(long lastSize, SignedCheckpoint signed) {
    LogReader reader = new LogReader(store, signed.head().size());
    long from = lastSize;
    for (int attempt = 1; attempt <= WITNESS_ATTEMPTS; attempt++) {
      WitnessAnswer answer = ask(AddCheckpoint.from(from, reader, signed));
      switch (answer) {
        case null -> {
          return null;
        }
        case WitnessAnswer.Cosigned it -> {
          return checked(signed.with(it.cosignature()));
        }
        case WitnessAnswer.OtherSize it when it.cosignedSize() <= signed.head().size() ->
            from = it.cosignedSize();
        case WitnessAnswer.OtherSize it -> {
          return ahead(it.cosignedSize());
        }
        case WitnessAnswer.Inconsistent it -> throw new Broken(contradicted(it.cause()));
        case WitnessAnswer.Shrunk it -> throw new Broken(contradicted(it.cause()));
        case WitnessAnswer.UnknownOrigin it -> {
          return unwitnessed(it.cause());
        }
        case WitnessAnswer.NotSignedByLog it -> {
          return unwitnessed(it.cause());
        }
      }
    }
    return unwitnessed("it named another size " + WITNESS_ATTEMPTS + " times");
  }

  private @Nullable WitnessAnswer ask(AddCheckpoint request) {
    try {
      return witness.add(request);
    } catch (TlogException | ProblemException | UncheckedIOException silent) {
      hindrance = silence(String.valueOf(silent.getMessage()));
      return null;
    }
  }

  private @Nullable SignedCheckpoint checked(SignedCheckpoint cosigned) {
    return cosigned.checkCosignature(witness.key()) == SignatureCheck.VALID
        ? cosigned
        : unwitnessed("its cosignature is not one of its key");
  }

  /** A replica that was faster is fine: its entries are in our journal too. */
  private @Nullable SignedCheckpoint ahead(long cosignedSize) {
    long size = journal.size();
    if (size < cosignedSize) {
      throw new Broken(behind(size, cosignedSize, "witnessed"));
    }
    return null;
  }

  private @Nullable SignedCheckpoint unwitnessed(String cause) {
    hindrance = silence(cause);
    return null;
  }

  /** Whoever comes second leaves it: what was published covers part of it, the rest comes next. */
  private void publish(Published last, SignedCheckpoint cosigned) {
    String text = cosigned.encoded();
    Documents.Document document =
        documents.put(KIND, origin(), last.version(), Value.mapping(CHECKPOINT, Value.of(text)));
    Published newest =
        document == null ? published() : new Published(document.version(), cosigned.head(), text);
    carry(newest);
    witnessedSize = newest.head().size();
  }

  /** Writes the checkpoint beside the tiles, again when it was overtaken while being written. */
  private void carry(Published newest) {
    Published written = newest;
    while (written.text() != null && !store.readCheckpoint().equals(text(written))) {
      store.writeCheckpoint(written.text());
      written = published();
    }
  }

  private static Optional<String> text(Published published) {
    return Optional.ofNullable(published.text());
  }

  private static Problem contradicted(String cause) {
    return Problem.defect(
        "CTL-0040",
        "The witness refuses to continue the log: " + cause + ". The log is read-only.",
        "Compare journal, tiles and backups with what the witness has before anything is changed.");
  }

  private static Problem behind(long size, long witnessed, String what) {
    return Problem.defect(
        "CTL-0041",
        "The journal has "
            + size
            + " entries, "
            + witnessed
            + " were "
            + what
            + " before. The log is read-only.",
        "Restore the newest journal and start again; nothing is written or applied until then.");
  }

  private static Problem unfit(String cause) {
    return Problem.defect(
        "CTL-0042",
        cause + " The log is read-only.",
        "Audit the log; tiles can be built again from an unchanged journal.");
  }

  private static Problem silence(String cause) {
    return Problem.environment(
        "CTL-0043",
        "The witness did not cosign: " + cause + ".",
        "See whether it runs and has the key of this log; changes go on, their proof waits.");
  }

  private static Problem storeFailed(TlogException failed) {
    return Problem.environment(
        "CTL-0044",
        "The tiles cannot be stored: " + failed.getMessage(),
        "Make room or mend the rights where the tiles lie; changes go on, their proof waits.");
  }

  /** Ends a keep for good: the log may not be signed any more. */
  private static final class Broken extends RuntimeException {
    private final transient Problem problem;

    Broken(Problem problem) {
      super(problem.toString());
      this.problem = problem;
    }
  }
}
