package dev.esclusa.estate;

import static dev.esclusa.estate.Field.optional;
import static dev.esclusa.estate.Field.otherwise;
import static dev.esclusa.estate.Field.required;

import dev.esclusa.estate.FieldType.Choice;
import dev.esclusa.estate.FieldType.Many;
import dev.esclusa.estate.FieldType.Parts;
import dev.esclusa.estate.FieldType.Text;
import dev.esclusa.estate.FieldType.Texts;
import dev.esclusa.estate.FieldType.Truth;
import dev.esclusa.estate.FieldType.Whole;
import java.util.List;

/**
 * The part of the table that an application may lay over a kustomization. Fields and their meaning
 * are those of a kustomization file; the choice is that of Argo CD's {@code spec.source.kustomize}
 * and of a Flux Kustomization.
 */
final class Overrides {
  private static final FieldType LINE = new Text(TextForm.LINE);
  private static final FieldType TRUTH = new Truth();

  private static final FieldType IMAGE =
      parts(
          required("name", LINE, "The image as the folder writes it, without a tag."),
          optional("newName", LINE, "Its name from now on."),
          optional("newTag", LINE, "Its tag from now on."),
          optional("tagSuffix", LINE, "What is added to its tag."),
          optional("digest", LINE, "Its digest from now on, e.g. sha256:..."));

  private static final FieldType REPLICA =
      parts(
          required("name", LINE, "The object as the folder names it."),
          required("count", new Whole(0, 1_000_000), "So many replicas."));

  private static final FieldType LABELS =
      parts(
          required("pairs", new Texts(), "Labels and their values."),
          optional("includeSelectors", TRUTH, "Whether selectors get them too."),
          optional("includeTemplates", TRUTH, "Whether pod templates get them too."));

  private static final FieldType TARGET =
      parts(
          optional("group", LINE, "A regular expression on the group."),
          optional("version", LINE, "A regular expression on the version."),
          optional("kind", LINE, "A regular expression on the kind."),
          optional("name", LINE, "A regular expression on the name."),
          optional("namespace", LINE, "A regular expression on the namespace."),
          optional("labelSelector", LINE, "Labels, e.g. app=crm."),
          optional("annotationSelector", LINE, "Annotations, e.g. tier=front."));

  private static final FieldType PATCH =
      parts(
          optional("path", LINE, "A file of the patch, from the folder on."),
          optional(
              "patch",
              new Text(TextForm.TEXT),
              "The patch: an object to merge, or a list of JSON patch operations."),
          optional("target", TARGET, "Which objects; the one that the patch names if absent."),
          optional(
              "options",
              parts(
                  optional("allowNameChange", TRUTH, "Whether it may change names."),
                  optional("allowKindChange", TRUTH, "Whether it may change kinds.")),
              "What it may change besides."));

  static final List<Field> FIELDS =
      List.of(
          otherwise(
              "version",
              new Choice(List.of("5.6", "5.8")),
              "5.6",
              "Whose behaviour is followed, in quotes."),
          optional("namespace", new Text(TextForm.NAMESPACE), "The namespace of every object."),
          optional("namePrefix", LINE, "What every name begins with."),
          optional("nameSuffix", LINE, "What every name ends with."),
          optional("labels", list(LABELS), "Labels of every object."),
          optional(
              "commonLabels", new Texts(), "Labels of every object, its selectors and templates."),
          optional(
              "commonAnnotations", new Texts(), "Annotations of every object and its templates."),
          optional("images", list(IMAGE), "Other names, tags and digests of images."),
          optional("replicas", list(REPLICA), "Other counts of replicas."),
          optional("patches", list(PATCH), "Patches, in this order."));

  private Overrides() {}

  private static FieldType parts(Field... fields) {
    return new Parts(List.of(fields));
  }

  private static FieldType list(FieldType item) {
    return new Many(item, 0, true);
  }
}
