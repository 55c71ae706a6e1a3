package dev.esclusa.adapters.database;

/**
 * Where a PostgreSQL database is and how to enter it.
 *
 * @param url {@code jdbc:postgresql://127.0.0.1:5432/esclusa}
 */
public record DatabaseAddress(String url, String user, String password) {
  /** The password stays out. */
  @Override
  public String toString() {
    return url + " as " + user;
  }
}
