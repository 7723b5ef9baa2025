package jotter.tensor.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class DiagramTest {
  @Test
  void aDiagramIsDrawnInThePagesColours() throws Exception {
    var d = new Diagram.Builder();
    int x = d.box(Diagram.Kind.INPUT, "x", "(2×3)");
    int y = d.box(Diagram.Kind.OPERATION, "exp <&>");
    d.arrow(x, y, "(2×3)");
    MimeBundle b = Renderers.render(d.build());
    assertThat(b.plain()).isEqualTo("x (2×3)\nexp <&> <- x");
    String svg = (String) b.data().get(MimeBundle.SVG);
    assertThat(svg).contains("currentColor", "prefers-color-scheme", "exp &lt;&amp;&gt;");
    assertThat((String) b.data().get(MimeBundle.HTML)).contains("<svg").doesNotContain("<style>");
    var parsed =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new java.io.StringReader(svg)));
    assertThat(parsed.getElementsByTagName("rect").getLength()).isEqualTo(2);
  }

  @Test
  void arrowsGoDownAndBoxesDoNotOverlap() {
    var d = new Diagram.Builder();
    int in = d.box(Diagram.Kind.INPUT, "in");
    int[] branch = new int[5];
    int out = d.box(Diagram.Kind.OUTPUT, "out");
    for (int i = 0; i < 5; i++) {
      branch[i] = d.box(Diagram.Kind.LAYER, "branch number " + i);
      d.arrow(in, branch[i], "").arrow(branch[i], out, "");
    }
    d.arrow(in, out, "skip");
    var layout = new DiagramLayout(d.build());
    assertThat(layout.rows).hasSize(3);
    for (var row : layout.rows) {
      for (int i = 1; i < row.size(); i++) {
        var a = row.get(i - 1);
        var b = row.get(i);
        assertThat(b.x - a.x).isGreaterThanOrEqualTo((a.width + b.width) / 2);
      }
    }
    for (var path : layout.paths) {
      for (int i = 1; i < path.spots().size(); i++) {
        assertThat(path.spots().get(i).y).isGreaterThan(path.spots().get(i - 1).y);
      }
    }
    assertThat(layout.width).isGreaterThan(5 * 100);
  }

  @Test
  void aCircleIsRefused() {
    var d = new Diagram.Builder();
    int a = d.box(Diagram.Kind.LAYER, "a");
    int b = d.box(Diagram.Kind.LAYER, "b");
    d.arrow(a, b, "").arrow(b, a, "");
    assertThatThrownBy(() -> new DiagramLayout(d.build())).hasMessageContaining("circle");
  }
}
