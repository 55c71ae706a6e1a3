package dev.esclusa.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionsTest {
  private static Yard yard;

  @BeforeAll
  static void start() {
    yard = new Yard();
    yard.api.post(Yard.MAPS, Yard.map("a", ",\"labels\":{\"tier\":\"web\",\"n\":\"1\"}"));
    yard.api.post(Yard.MAPS, Yard.map("b", ",\"labels\":{\"tier\":\"api\",\"n\":\"2\"}"));
    yard.api.post(Yard.MAPS, Yard.map("c", ",\"labels\":{\"tier\":\"db\"}"));
    yard.api.post(Yard.MAPS, Yard.map("d", ""));
  }

  @AfterAll
  static void stop() {
    yard.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tier=web|a",
        "tier==web|a",
        "tier!=web|b,c,d",
        "tier in (web, api)|a,b",
        "tier notin (web,api)|c,d",
        "n|a,b",
        "!n|c,d",
        "n>1|b",
        "tier in (web,api),n=2|b"
      })
  void labelsSelect(String selector, String names) {
    assertThat(yard.api.get(Yard.MAPS + "?labelSelector=" + encoded(selector)).names())
        .containsExactly(names.split(","));
  }

  @Test
  void fieldsSelect() {
    assertThat(yard.api.get(Yard.MAPS + "?fieldSelector=metadata.name%3Db").names())
        .containsExactly("b");
    assertThat(
            yard.api
                .get("/api/v1/configmaps?fieldSelector=metadata.namespace%3Dcrm,metadata.name!%3Db")
                .names())
        .containsExactly("a", "c", "d");
    assertThat(yard.api.get(Yard.MAPS + "?fieldSelector=data.a%3D1").at("message"))
        .contains("\"data.a\" is not a known field selector");
    assertThat(yard.api.get(Yard.MAPS + "?labelSelector=" + encoded("a b c")).code())
        .isEqualTo(400);
  }

  @Test
  void aLongListComesInPages() {
    List<String> names = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      Api.Reply page = yard.api.get(Yard.MAPS + "?limit=3&continue=" + token);
      names.addAll(page.names());
      token = page.at("metadata", "continue");
      pages++;
    } while (!token.isEmpty());
    assertThat(names).containsExactly("a", "b", "c", "d");
    assertThat(pages).isEqualTo(2);
    assertThat(yard.api.get(Yard.MAPS + "?limit=1&continue=nonsense").code()).isEqualTo(400);
  }

  @Test
  void tablesAndPartialObjectsAreGivenToThoseWhoAcceptThem() {
    Api.Reply table =
        yard.api.get(Yard.MAPS, "Accept", "application/json;as=Table;g=meta.k8s.io;v=v1");
    assertThat(table.at("kind")).isEqualTo("Table");
    assertThat(table.text()).contains("\"name\":\"Data\"", "\"cells\":[\"a\",\"1\"");
    Api.Reply partial =
        yard.api.get(
            Yard.MAPS,
            "Accept",
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    assertThat(partial.at("kind")).isEqualTo("PartialObjectMetadataList");
    assertThat(partial.text()).doesNotContain("\"data\"");
    assertThat(yard.api.get(Yard.MAPS, "Accept", "text/html").code()).isEqualTo(406);
  }

  @Test
  void aRevisionOfTheFutureIsRefused() {
    assertThat(yard.api.get(Yard.MAPS + "?resourceVersion=999999").code()).isEqualTo(504);
    assertThat(yard.api.get(Yard.MAPS + "?resourceVersion=soon").code()).isEqualTo(400);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
