package dev.esclusa.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.esclusa.tree.Json;
import dev.esclusa.tree.Value;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PatchTest {
  /** The examples of RFC 7386, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"b\"} | {\"b\":\"c\"} | {\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"} | {\"a\":null} | {}",
        "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null} | {\"b\":\"c\"}",
        "{\"a\":[\"b\"]} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"c\"} | {\"a\":[\"b\"]} | {\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]} | {\"a\":[1]}",
        "[\"a\",\"b\"] | [\"c\",\"d\"] | [\"c\",\"d\"]",
        "{\"a\":\"b\"} | [\"c\"] | [\"c\"]",
        "{\"a\":\"foo\"} | null | null",
        "{\"a\":\"foo\"} | \"bar\" | \"bar\"",
        "{\"e\":null} | {\"a\":1} | {\"e\":null,\"a\":1}",
        "[1,2] | {\"a\":\"b\",\"c\":null} | {\"a\":\"b\"}",
        "{} | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}",
      })
  void jsonMergePatchFollowsTheRfc(String target, String patch, String result) {
    assertThat(JsonMergePatch.patch(Json.read(target), Json.read(patch)))
        .isEqualTo(Json.read(result));
  }

  /** After RFC 6902, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"foo\":\"bar\"} | [{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\"}] |"
            + " {\"baz\":\"qux\",\"foo\":\"bar\"}",
        "{\"foo\":[\"bar\",\"baz\"]} | [{\"op\":\"add\",\"path\":\"/foo/1\",\"value\":\"qux\"}] |"
            + " {\"foo\":[\"bar\",\"qux\",\"baz\"]}",
        "{\"foo\":[1]} | [{\"op\":\"add\",\"path\":\"/foo/-\",\"value\":[2]}] | {\"foo\":[1,[2]]}",
        "{\"foo\":[\"bar\",\"qux\",\"baz\"]} | [{\"op\":\"remove\",\"path\":\"/foo/1\"}] |"
            + " {\"foo\":[\"bar\",\"baz\"]}",
        "{\"baz\":\"qux\"} | [{\"op\":\"replace\",\"path\":\"/baz\",\"value\":\"boo\"}] |"
            + " {\"baz\":\"boo\"}",
        "{\"foo\":{\"bar\":1},\"qux\":{}} |"
            + " [{\"op\":\"move\",\"from\":\"/foo/bar\",\"path\":\"/qux/thud\"}] |"
            + " {\"foo\":{},\"qux\":{\"thud\":1}}",
        "{\"foo\":[1,2,3]} | [{\"op\":\"move\",\"from\":\"/foo/0\",\"path\":\"/foo/2\"}] |"
            + " {\"foo\":[2,3,1]}",
        "{\"a\":1} | [{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}] | {\"a\":1,\"b\":1}",
        "{\"~1\":10} | [{\"op\":\"test\",\"path\":\"/~01\",\"value\":10}] | {\"~1\":10}",
      })
  void jsonPatchFollowsTheRfc(String target, String patch, String result) {
    assertThat(JsonPatch.patch(Json.read(target), Json.read(patch))).isEqualTo(Json.read(result));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "KUB-0004 | [{\"op\":\"test\",\"path\":\"/a\",\"value\":2}]",
        "KUB-0003 | [{\"op\":\"remove\",\"path\":\"/b\"}]",
        "KUB-0003 | [{\"op\":\"replace\",\"path\":\"/b\",\"value\":1}]",
        "KUB-0003 | [{\"op\":\"add\",\"path\":\"/b/c\",\"value\":1}]",
        "KUB-0003 | [{\"op\":\"add\",\"path\":\"/l/7\",\"value\":1}]",
        "KUB-0003 | [{\"op\":\"spin\",\"path\":\"/a\"}]",
        "KUB-0003 | {\"op\":\"add\"}",
      })
  void aJsonPatchThatDoesNotFitIsRefused(String code, String patch) {
    Value target = Json.read("{\"a\":1,\"l\":[]}");
    assertThatThrownBy(() -> JsonPatch.patch(target, Json.read(patch)))
        .isInstanceOf(KubeException.class)
        .hasMessageStartingWith(code);
  }

  static Stream<Golden> strategic() {
    return Golden.in("strategic");
  }

  @ParameterizedTest
  @MethodSource
  void strategic(Golden golden) {
    Value live = golden.value("live");
    golden.expect("out", StrategicMerge.patch(live, golden.value("patch"), ObjectSchema.of(live)));
  }

  @Test
  void aListItemWithoutItsMergeKeyIsRefused() {
    Value pod =
        Json.read(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"name\":\"a\"}]}}");
    Value patch = Json.read("{\"spec\":{\"containers\":[{\"image\":\"x\"}]}}");
    assertThatThrownBy(() -> StrategicMerge.patch(pod, patch, ObjectSchema.of(pod)))
        .hasMessageContaining("/spec/containers")
        .hasMessageContaining("merge key 'name'");
  }
}
