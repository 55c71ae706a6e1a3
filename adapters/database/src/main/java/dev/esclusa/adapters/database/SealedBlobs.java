package dev.esclusa.adapters.database;

import dev.esclusa.model.TargetUid;
import dev.esclusa.stack.EnvelopeSeal;
import dev.esclusa.stack.EnvelopeSeal.Label;
import dev.esclusa.stack.Purpose;
import dev.esclusa.tree.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Every state and blob of a stack that is kept, as far as the keys around them go. Each is wrapped
 * anew by itself, so that whoever was interrupted goes on where it stopped.
 */
final class SealedBlobs {
  private final Sessions sessions;
  private final EnvelopeSeal seal;

  SealedBlobs(Sessions sessions, EnvelopeSeal seal) {
    this.sessions = sessions;
    this.seal = seal;
  }

  /** One of them, by the columns of its key. */
  private record Place(String table, String key, String name, Label label) {}

  /**
   * @return how many were wrapped by another key than the one that wraps what is new
   */
  int rewrap() {
    int count = 0;
    for (Place place : places()) {
      count += rewrap(place);
    }
    return count;
  }

  private List<Place> places() {
    return sessions.durable(
        connection -> {
          List<Place> all =
              new ArrayList<>(
                  Rows.all(
                      connection,
                      SealedBlobs::version,
                      "select stack, number, digest from state_version where sealed is not null"));
          all.addAll(
              Rows.all(
                  connection,
                  SealedBlobs::artifact,
                  "select stack, purpose, digest from artifact where sealed is not null"));
          return all;
        });
  }

  private static Place version(ResultSet row) throws SQLException {
    Label label = label(row, Purpose.STATE);
    return new Place("state_version", "number::text", row.getString("number"), label);
  }

  private static Place artifact(ResultSet row) throws SQLException {
    String purpose = row.getString("purpose");
    return new Place(
        "artifact", "purpose", purpose, label(row, Rows.constant(Purpose.class, purpose)));
  }

  private static Label label(ResultSet row, Purpose purpose) throws SQLException {
    return new Label(
        new TargetUid(row.getString("stack")), purpose, Digest.ofHash(row.getBytes("digest")));
  }

  private int rewrap(Place place) {
    String one =
        " where stack = ? and " + place.key() + " = ? and digest = ? and sealed is not null";
    String stack = place.label().stack().text();
    byte[] digest = place.label().digest().bytes();
    return sessions.transaction(
        connection -> {
          for (byte[] sealed :
              Rows.all(
                  connection,
                  row -> row.getBytes(1),
                  "select sealed from " + place.table() + one + " for update",
                  stack,
                  place.name(),
                  digest)) {
            if (seal.outdated(sealed)) {
              return Rows.write(
                  connection,
                  "update " + place.table() + " set sealed = ?" + one,
                  seal.rewrap(place.label(), sealed),
                  stack,
                  place.name(),
                  digest);
            }
          }
          return 0;
        });
  }
}
