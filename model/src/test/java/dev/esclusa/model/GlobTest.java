package dev.esclusa.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "*,'',true",
    "'','',true",
    "'',a,false",
    "a,a,true",
    "a,A,false",
    "?,a,true",
    "?,'',false",
    "prod/*,prod/eu/crm-core,true",
    "prod/*,stage/eu/crm-core,false",
    "prod/*/crm-*,prod/eu/crm-core,true",
    "Secret/*,Secret/crm/key,true",
    "*Secret*,SealedSecret.x/crm/key,true",
    "a*b*c,aXbYbZc,true",
    "a*b*c,aXbYbZ,false",
    "**,anything,true",
    "a.b,axb,false"
  })
  void aPatternMatches(String pattern, String text, boolean matches) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
  }
}
