package jotter.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import jotter.tensor.Tensor;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import org.junit.jupiter.api.Test;

/// How Java's own values show themselves.
class ValuesTest {
  record Batch(Tensor x, Tensor y, String name) {}

  record Point(int x, double y) {}

  record Named(Tensor x) {
    @Override
    public String toString() {
      return "mine";
    }
  }

  private static String html(Object value) {
    return String.valueOf(Renderers.render(value).data().get(MimeBundle.HTML));
  }

  @Test
  void aRecordOfTensorsSaysWhatTheyAreAndShowsThemFolded() {
    var batch = new Batch(Tensor.ones(64, 28, 28), Tensor.zeros(64), "a <b>");
    assertThat(Renderers.render(batch).plain())
        .isEqualTo("Batch[x=Tensor float32[64, 28, 28], y=Tensor float32[64], name=a <b>]");
    assertThat(html(batch))
        .contains("<details><summary", "<code>x</code>", "float32[64, 28, 28]", "jotter-tensor")
        .contains("a &lt;b&gt;");
    assertThat(html(batch).length()).isLessThan(200_000);
  }

  @Test
  void ofOtherRecordsTheTextIsEnough() {
    assertThat(Renderers.render(new Point(1, 2.5)).data()).containsOnlyKeys(MimeBundle.PLAIN);
    assertThat(Renderers.render(new Point(1, 2.5)).plain()).isEqualTo("Point[x=1, y=2.5]");
    assertThat(Renderers.render(new Named(Tensor.ones(2))).data())
        .isEqualTo(Map.of(MimeBundle.PLAIN, "mine"));
  }

  @Test
  void tensorsInCollectionsAndArraysAreListed() {
    List<Tensor> two = List.of(Tensor.ones(64, 10), Tensor.zeros(3));
    assertThat(html(two)).contains("<td>Tensor</td><td>float32[64, 10]", "2 elements");
    assertThat(html(two.toArray(Tensor[]::new))).isEqualTo(html(two));
    assertThat(Renderers.render(new String[] {"a", null}).plain()).isEqualTo("[a, null]");
    assertThat(Renderers.render(new int[][] {{1}, {2, 3}}).plain()).isEqualTo("[[1], [2, 3]]");
    assertThat(html(Map.of("w", two.get(0)))).contains("Tensor float32[64, 10]");
  }

  @Test
  void numbersInTablesHaveSixDigits() {
    assertThat(HtmlTable.cell(213.3156862745098)).isEqualTo("213.316");
    assertThat(HtmlTable.cell(1.4350194854289926E-4)).isEqualTo("0.000143502");
    assertThat(HtmlTable.cell(1.5864770544391122E-7)).isEqualTo("1.58648E-7");
    assertThat(HtmlTable.cell(15.0)).isEqualTo("15.0");
    assertThat(HtmlTable.cell(0.1f)).isEqualTo("0.1");
    assertThat(HtmlTable.cell(Double.NaN)).isEqualTo("NaN");
    assertThat(HtmlTable.cell(1234567)).isEqualTo("1234567");
  }

  @Test
  void anExceptionAsAValueShowsNothingOfTheKernel() {
    var thrown = new IllegalStateException("broken", new RuntimeException("root"));
    thrown.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("REPL.$JShell$3", "square", "$JShell$3.java", 5),
          new StackTraceElement("REPL.$JShell$4", "do_it$", "$JShell$4.java", 5),
          new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1),
          new StackTraceElement("jotter.kernel.eval.Control", "invoke", "Control.java", 1),
        });
    assertThat(Renderers.render(thrown).plain())
        .contains("IllegalStateException: broken", "at square in a cell", "at a cell", "caused by")
        .doesNotContain("JShell", "jotter.kernel.eval.Control", "Thread.run");
  }
}
