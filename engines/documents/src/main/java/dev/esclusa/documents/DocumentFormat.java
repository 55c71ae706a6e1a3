package dev.esclusa.documents;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Limits;
import dev.esclusa.tree.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The formats of configuration that can be read, named as Conftest's {@code --parser} names them.
 */
public enum DocumentFormat {
  CODEOWNERS,
  CYCLONEDX,
  DOCKERFILE,
  DOTENV,
  EDN,
  HCL2,
  HOCON,
  IGNORE,
  INI,
  JSON,
  JSONC,
  PROPERTIES,
  TOML,
  XML,
  YAML;

  /** What Conftest reads and nothing here does. */
  private static final Set<String> LEFT_OUT =
      Set.of("cue", "groovy", "hcl1", "jsonnet", "nginx", "spdx", "textproto", "textpb", "vcl");

  /** Generous: a Terraform plan has tens of megabytes. */
  private static final Limits LIMITS = new Limits(1L << 30, 200, 10_000, 100_000_000);

  /** {@code hcl2}, {@code dockerfile}, ... */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(DocumentFormat::word).toList();
  }

  /** Empty when there is no such format here. */
  public static Optional<DocumentFormat> named(String word) {
    return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
  }

  /** The format of Conftest that the name tells and that cannot be read here; empty for none. */
  public static Optional<String> leftOut(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.equals("nginx.conf")) {
      return Optional.of("nginx");
    }
    if (name.equals("jenkinsfile") || name.startsWith("jenkinsfile.")) {
      return Optional.of("groovy");
    }
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return Optional.of(extension).filter(LEFT_OUT::contains);
  }

  /** By the file's name alone, as Conftest decides; empty when the name tells nothing. */
  public static Optional<DocumentFormat> ofFile(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    if (!name.contains(".")) {
      extension = "";
    }
    if (name.equals("dockerfile") || name.startsWith("dockerfile.")) {
      return Optional.of(DOCKERFILE);
    }
    if (name.startsWith(".env.")) {
      return Optional.of(DOTENV);
    }
    if (name.equals("codeowners")) {
      return Optional.of(CODEOWNERS);
    }
    return switch (extension) {
      case "yml" -> Optional.of(YAML);
      case "gitignore", "dockerignore" -> Optional.of(IGNORE);
      case "hcl", "tf", "tfvars" -> Optional.of(HCL2);
      case "env" -> Optional.of(DOTENV);
      default -> named(extension);
    };
  }

  /**
   * The value of the file. A file of several YAML documents is a sequence of them; a Dockerfile is
   * a sequence with the sequence of its commands.
   *
   * @throws DocumentException or {@link dev.esclusa.tree.TreeException} with the place where the
   *     file is wrong
   */
  public Value read(String file, byte[] bytes) {
    return switch (this) {
      case JSON -> Json.read(file, SourceText.of(file, bytes).text(), LIMITS);
      case YAML -> new YamlDocuments(file, LIMITS).read(bytes);
      case CYCLONEDX -> new CyclonedxReader(file, LIMITS).read(bytes);
      case CODEOWNERS -> new CodeownersReader(SourceText.of(file, bytes)).read();
      case EDN -> new EdnReader(SourceText.of(file, bytes)).read();
      case HOCON -> new HoconReader(SourceText.of(file, bytes)).read();
      case IGNORE -> new IgnoreReader(SourceText.of(file, bytes)).read();
      case JSONC -> Json.read(file, Comments.blanked(SourceText.of(file, bytes)), LIMITS);
      case TOML -> new TomlReader(SourceText.of(file, bytes)).read();
      case INI -> new IniReader(SourceText.of(file, bytes)).read();
      case DOTENV -> new DotenvReader(SourceText.of(file, bytes)).read();
      case PROPERTIES -> new PropertiesReader(SourceText.of(file, bytes)).read();
      case DOCKERFILE -> new DockerfileReader(SourceText.of(file, bytes)).read();
      case HCL2 -> new HclReader(SourceText.of(file, bytes)).read();
      case XML -> new XmlReader(file).read(bytes);
    };
  }
}
