package dev.esclusa.terraform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a value that nobody marked is treated as a secret all the same. By name: an attribute whose
 * name says password, secret, token, credential, private or access key, or connection string and
 * does not go on to say that it only names one ({@code secret_id}, {@code token_ttl}). By content:
 * private keys, known token forms, a password inside a URL, and text of 20 or more characters
 * without space that mixes cases and digits at 4 or more bits a character, unless its name says id,
 * ARN or the like. A false hit costs readability only, never a decision.
 */
public final class SecretRules {
  /** What stands for a secret in text. */
  public static final String MASK = "(sensitive)";

  /** Shorter secrets would blank out words of any text. */
  static final int MIN_LENGTH = 6;

  private static final int MAX_SEARCHED = 1 << 16;
  private static final int MIN_RANDOM_LENGTH = 20;
  private static final double MIN_RANDOM_BITS = 4.0;
  private static final String SECRET_WORDS =
      "passw(?:or)?d|passwd|passphrase|secret|token|credential|api_?key|access_?key|private_?key"
          + "|secret_?key|signing_?key|encryption_?key|account_?key|shared_?key"
          + "|connection_?string|conn_?str|client_?secret|auth_?key|license_?key";
  private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(?:" + SECRET_WORDS + ").*");
  private static final Pattern NAMES_ONE =
      Pattern.compile(
          "(?i).*(?:_id|_ids|_arn|_arns|_name|_names|_ttl|_type|_version|_versions|_stages|_uri"
              + "|_url|_endpoint|_length|_policy|_days|_hours|_minutes|_seconds|_enabled"
              + "|_enable|_tokens|_status|_count|_rotation|_duration|_required|_window_in_days)");
  private static final Pattern PLAIN_NAME =
      Pattern.compile(
          "(?i)(?:.*_)?(?:id|ids|arn|arns|ami|etag|hash|checksum|sha256|md5|fingerprint|digest"
              + "|version|address|policy|source_code_hash|timestamp|thumbprint)");
  private static final Pattern KNOWN_FORM =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----"
              + "|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"
              + "|\\bgh[pousr]_[A-Za-z0-9]{30,}"
              + "|\\bgithub_pat_[A-Za-z0-9_]{30,}"
              + "|\\bglpat-[A-Za-z0-9_-]{20,}"
              + "|\\bxox[abprs]-[A-Za-z0-9-]{10,}"
              + "|\\beyJ[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{10,2000}\\."
              + "|\\bhv[sb]\\.[A-Za-z0-9_-]{20,}"
              + "|\\bsk_(?:live|test)_[A-Za-z0-9]{16,}"
              + "|(?i:password|pwd|accountkey|sharedaccesskey)=[^;\\s]{6,}");
  private static final Pattern URL_PASSWORD =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\\s/:@]{0,200}:([^\\s/@]{1,400})@");
  private static final Pattern PLAIN_FORM =
      Pattern.compile(
          "arn:.*|https?://[^@]*|[a-z]+-[0-9a-f]{8,20}"
              + "|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
              + "|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)");
  private static final Pattern NAME_BEFORE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_-]*)\"?\\s*[=:]\\s*$");
  private static final int MAX_NAME = 200;

  private SecretRules() {}

  /** Whether an attribute of this name holds a secret. */
  public static boolean nameTells(String name) {
    return SECRET_NAME.matcher(name).matches() && !NAMES_ONE.matcher(name).matches();
  }

  static boolean namesOne(String name) {
    return NAMES_ONE.matcher(name).matches();
  }

  /** Whether random text is expected under this name. */
  static boolean plainName(String name) {
    return PLAIN_NAME.matcher(name).matches();
  }

  /** Whether a text looks like a secret by itself, under an attribute of this name. */
  public static boolean looksSecret(String name, String text) {
    if (text.length() < MIN_LENGTH) {
      return false;
    }
    if (knownForm(text)) {
      return true;
    }
    return text.length() >= MIN_RANDOM_LENGTH
        && text.length() <= 4096
        && mixed(text)
        && !plainName(name)
        && bitsPerCharacter(text) >= MIN_RANDOM_BITS
        && !PLAIN_FORM.matcher(text).matches();
  }

  /** Looks with regular expressions only where a cheap sign is there. */
  private static boolean knownForm(String whole) {
    String text = whole.length() > MAX_SEARCHED ? whole.substring(0, MAX_SEARCHED) : whole;
    return (text.length() >= 10 && mayHaveKnownForm(text) && KNOWN_FORM.matcher(text).find())
        || (text.contains("://") && URL_PASSWORD.matcher(text).find());
  }

  /** Whether a beginning of one of the known forms is in it; plans hold millions of texts. */
  private static boolean mayHaveKnownForm(String text) {
    boolean digit = false;
    boolean begins = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if (c == '=' || (c == '-' && text.startsWith("-----BEGIN ", i))) {
        return true;
      } else if (!begins) {
        begins = beginsToken(text, i, c);
      }
    }
    return digit && begins;
  }

  private static boolean beginsToken(String text, int at, char first) {
    return switch (first) {
      case 'A' -> text.startsWith("AKIA", at) || text.startsWith("ASIA", at);
      case 'e' -> text.startsWith("eyJ", at);
      case 'g' ->
          text.startsWith("glpat-", at)
              || text.startsWith("github_pat_", at)
              || (text.startsWith("gh", at) && text.startsWith("_", at + 3));
      case 'h' -> text.startsWith("hvs.", at) || text.startsWith("hvb.", at);
      case 's' -> text.startsWith("sk_", at);
      case 'x' -> text.startsWith("xox", at);
      default -> false;
    };
  }

  private static boolean mixed(String text) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '{' || c == '$') {
        return false;
      }
      upper |= c >= 'A' && c <= 'Z';
      lower |= c >= 'a' && c <= 'z';
      digit |= c >= '0' && c <= '9';
    }
    return upper && lower && digit;
  }

  private static double bitsPerCharacter(String text) {
    int[] counts = new int[128];
    for (int i = 0; i < text.length(); i++) {
      counts[Math.min(text.charAt(i), 127)]++;
    }
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / text.length();
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }

  /** A line of configuration without the literals that are, or may be, secrets. */
  static String maskCode(String code) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int quote = code.indexOf('"'); quote >= 0; quote = code.indexOf('"', at)) {
      int end = endOfText(code, quote);
      String literal = code.substring(quote + 1, end);
      String name = nameBefore(code.substring(Math.max(0, quote - MAX_NAME), quote));
      out.append(code, at, quote + 1);
      boolean secret = nameTells(name) || looksSecret(name, literal);
      out.append(secret && !literal.isEmpty() ? MASK : literal);
      at = end;
      if (at < code.length()) {
        out.append('"');
        at++;
      }
    }
    return out.append(code, at, code.length()).toString();
  }

  /** Where the closing quote stands; the end of the code when there is none. */
  private static int endOfText(String code, int quote) {
    for (int i = quote + 1; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        i++;
      }
    }
    return code.length();
  }

  private static String nameBefore(String code) {
    Matcher name = NAME_BEFORE.matcher(code);
    return name.find() ? name.group(1) : "";
  }

  /** The password inside a URL, or an empty text. */
  static String passwordOf(String url) {
    Matcher found = URL_PASSWORD.matcher(url);
    return found.find() ? found.group(1) : "";
  }
}
