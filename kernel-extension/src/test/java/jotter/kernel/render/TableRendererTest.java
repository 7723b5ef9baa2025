package jotter.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import jotter.tensor.display.MimeBundle;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TableRendererTest {
  private static String html(Table table) {
    MimeBundle shown = new TableRenderer().render(table);
    return (String) shown.data().get(MimeBundle.HTML);
  }

  @Test
  void everyRowKnowsItsPlaceInEveryOrder() {
    IntColumn n = IntColumn.create("n", 30, 10, 20);
    n.appendMissing();
    String html = html(Table.create("t", n, StringColumn.create("s", "a", "c", "b", "<d>")));
    assertThat(html)
        .contains("<tr style=\"--0:3;--1:")
        .containsPattern("--0:1;--1:\\d;\"><td[^>]*>1</td><td[^>]*>10<")
        .containsPattern("--0:4;--1:\\d;\"><td[^>]*>3</td><td></td>")
        .contains("&lt;d&gt;", "class=\"a1\"", ":has(.d0:checked) td{order:calc(-1*var(--0))}")
        .doesNotContain("<script", "onclick");
  }

  @Test
  void aLargeTableIsCut() {
    int n = 100_000;
    String html = html(Table.create("t", IntColumn.create("n", IntStream.range(0, n).toArray())));
    assertThat(html)
        .contains(">0<", ">189<", ">99999<", "100000 rows × 1 columns", "browse(table)")
        .doesNotContain(">190<");
    assertThat(html.length()).isLessThan(60_000);
    Table wide = Table.create("wide");
    for (int c = 0; c < 300; c++) {
      wide.addColumns(IntColumn.create("c" + c, new int[500]));
    }
    assertThat(html(wide).length()).isLessThan(400_000);
  }
}
