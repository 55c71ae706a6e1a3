package dev.esclusa.adapters.git;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * An HTTP connection of one fetch that remembers the status, counts what comes, and looks for the
 * object format, which JGit does not: it would cut SHA-256 names to 40 digits.
 */
final class WatchedConnection extends JDKHttpConnection {
  private static final int ADVERTISED_BYTES = 8 * 1024;
  private static final String OBJECT_FORMAT = "object-format=";

  /** What the connections of one fetch saw together. */
  static final class Watch implements HttpConnectionFactory {
    private final long maxBytes;
    private volatile int status;
    private long seenBytes;

    Watch(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    /** Of the newest answer; 0 before the first. */
    int status() {
      return status;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
      return new WatchedConnection(url, Proxy.NO_PROXY, this);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
      return new WatchedConnection(url, proxy, this);
    }

    private synchronized void saw(int bytes) throws IOException {
      seenBytes += Math.max(bytes, 0);
      if (seenBytes > maxBytes) {
        throw new TooMuch("more than " + maxBytes + " bytes in one fetch");
      }
    }
  }

  /** The repository names its objects in another way. */
  static final class OtherFormat extends IOException {
    private static final long serialVersionUID = 1L;

    OtherFormat(String format) {
      super(format);
    }
  }

  /** More came than may come. */
  static final class TooMuch extends IOException {
    private static final long serialVersionUID = 1L;

    TooMuch(String what) {
      super(what);
    }
  }

  private final Watch watch;
  private final boolean advertisement;

  private WatchedConnection(URL url, Proxy proxy, Watch watch) throws IOException {
    super(url, proxy);
    this.watch = watch;
    this.advertisement = url.getPath().endsWith("/info/refs");
  }

  /** The advertisement comes as it is, so that it can be looked at. */
  @Override
  public void setRequestProperty(String key, String value) {
    if (!advertisement || !key.equalsIgnoreCase("Accept-Encoding")) {
      super.setRequestProperty(key, value);
    }
  }

  @Override
  public int getResponseCode() throws IOException {
    int status = super.getResponseCode();
    watch.status = status;
    return status;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    InputStream counted = new Counted(super.getInputStream());
    return advertisement ? checked(counted) : counted;
  }

  /** gitprotocol-capabilities, object-format: absent means sha1. */
  private static InputStream checked(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, ADVERTISED_BYTES);
    buffered.mark(ADVERTISED_BYTES);
    String start =
        new String(buffered.readNBytes(ADVERTISED_BYTES - 1), StandardCharsets.ISO_8859_1);
    buffered.reset();
    int at = start.indexOf(OBJECT_FORMAT);
    String format = at < 0 ? "sha1" : word(start.substring(at + OBJECT_FORMAT.length()));
    if (!format.equals("sha1")) {
      throw new OtherFormat(format);
    }
    return buffered;
  }

  private static String word(String text) {
    return text.split("[\\s\\x00]", 2)[0];
  }

  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      watch.saw(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] buffer, int from, int max) throws IOException {
      int count = super.read(buffer, from, max);
      watch.saw(count);
      return count;
    }
  }
}
