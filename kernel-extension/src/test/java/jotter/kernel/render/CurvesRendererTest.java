package jotter.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import jotter.tensor.display.Curves;
import jotter.tensor.display.MimeBundle;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class CurvesRendererTest {
  @Test
  void panelsStandSideBySideInThePagesColours() throws Exception {
    double[] x = {1, 2, 3};
    Curves curves =
        Curves.of(
            "epoch",
            Curves.panel("loss", Curves.curve("training", x, new double[] {3, Double.NaN, 1})),
            Curves.panel("accuracy", Curves.curve("training", x, new double[] {.1, .5, .9})),
            Curves.panel("nothing", Curves.curve("yet", new double[0], new double[0])));
    MimeBundle b = new CurvesRenderer().render(curves);
    assertThat(b.plain()).isEqualTo("loss (training) 1, accuracy (training) 0.9000");
    String svg = (String) b.data().get(MimeBundle.SVG);
    assertThat(svg).contains("currentColor", "x=\"430\"").doesNotContain("rgb(1,2,3)");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
