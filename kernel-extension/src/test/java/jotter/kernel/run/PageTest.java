package jotter.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x_i^2 | <msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>",
        "\\frac{a}{12} | <mfrac><mrow><mi>a</mi></mrow><mrow><mn>12</mn></mrow></mfrac>",
        "\\sqrt{y} | <msqrt><mrow><mi>y</mi></mrow></msqrt>",
        "\\alpha < \\beta | <mi>α</mi><mo>&lt;</mo><mi>β</mi>",
        "a\\unknown | <mi>a</mi><mtext>unknown</mtext>"
      })
  void formulasBecomeMathMl(String tex, String expected) {
    assertThat(MathMarkup.of(tex, false)).contains("<mrow>" + expected + "</mrow><annotation");
  }

  @Test
  void brokenFormulasAreStillShown() {
    for (String tex : new String[] {"\\frac{", "}", "^", "\\left(", "\\begin{pmatrix} 1 &", "\\"}) {
      assertThat(MathMarkup.of(tex, true)).startsWith("<math").endsWith("</math>");
    }
  }

  @Test
  void dollarsInCodeAndPricesAreNoFormulas() {
    assertThat(HtmlPage.markdown("`$a$` and $5 and $6 more")).doesNotContain("<math");
    assertThat(HtmlPage.markdown("$a_1$ *b*")).contains("<math", "<em>b</em>");
  }

  @Test
  void javaIsColouredAndEscaped() {
    assertThat(JavaColors.html("var s = \"<b>\"; // x > 1\n%who"))
        .isEqualTo(
            "<span class=\"k\">var</span> s = <span class=\"s\">&quot;&lt;b&gt;&quot;</span>; "
                + "<span class=\"c\">// x &gt; 1</span>\n<span class=\"m\">%who</span>");
  }

  @Test
  void terminalColoursBecomeClasses() {
    assertThat(HtmlPage.ansi("\u001b[1;31mred\u001b[0m <plain>"))
        .isEqualTo("<span class=\"bold red\">red</span> &lt;plain&gt;");
  }
}
