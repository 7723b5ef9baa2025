package jotter.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.display.GradGraph;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import jotter.tensor.display.Show;
import org.junit.jupiter.api.Test;

/// How tensors look in a notebook. It stands beside an engine, because values are needed.
class TensorPictureTest {
  private static final Pattern PNG = Pattern.compile("base64,([A-Za-z0-9+/=]+)");

  private static String html(Object value) {
    return (String) Renderers.render(value).data().get(MimeBundle.HTML);
  }

  private static List<java.awt.image.BufferedImage> pictures(String html) throws Exception {
    var all = new ArrayList<java.awt.image.BufferedImage>();
    var m = PNG.matcher(html);
    while (m.find()) {
      all.add(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(m.group(1)))));
    }
    return all;
  }

  @Test
  void theTextIsTheTensorsOwnAndThePageHasItsFacts() {
    Tensor t = Tensor.ofArray(new float[][] {{1, 2.5f}, {-3, 4}}).requiresGrad_().named("w");
    assertThat(Renderers.render(t).plain()).isEqualTo(t.toString());
    assertThat(html(t))
        .contains("w (2×2)", "float32", "cpu", "16 B", "requires grad")
        .contains("min -3", "max 4", "mean 1.125", "std 3.010", "2.5000");
  }

  @Test
  void aGreyPictureKeepsItsPixels() throws Exception {
    Tensor t = Tensor.arange(0, 200, 1).reshape(10, 20).to(DType.UINT8);
    var picture = pictures(html(t)).getFirst();
    assertThat(picture.getWidth()).isEqualTo(20);
    assertThat(picture.getRaster().getSample(7, 3, 0)).isEqualTo(67);
  }

  @Test
  void coloursKeepTheirOrder() throws Exception {
    Tensor t = Tensor.zeros(3, 16, 16);
    t.select(0, 0).fill_(1);
    assertThat(pictures(html(t)).getFirst().getRGB(3, 3)).isEqualTo(0xffff0000);
  }

  @Test
  void aBatchIsAGridWithLabels() throws Exception {
    String grid =
        (String)
            Show.images(Tensor.rand(3, 1, 9, 9), List.of("one", "two", "a < b"), 2)
                .data()
                .get(MimeBundle.HTML);
    assertThat(pictures(grid)).hasSize(3);
    assertThat(grid).contains("repeat(2,", "two", "a &lt; b");
    assertThatThrownBy(() -> Show.images(Tensor.rand(3, 1, 9, 9), List.of("one"), 2))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("label for each image");
    assertThatThrownBy(() -> Show.images(Tensor.rand(3, 7, 9, 9)))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("(3×7×9×9)");
  }

  @Test
  void whatIsNotFiniteIsCountedAndSeen() {
    Tensor t = Tensor.rand(6, 6);
    t.select(0, 1).fill_(Double.NaN);
    t.select(1, 3).fill_(Double.POSITIVE_INFINITY);
    assertThat(html(t)).contains("5 NaN", "6 infinite", "not finite: magenta");
  }

  @Test
  void everyShapeAndTypeIsShown() {
    Rng.seed(1);
    for (DType type : DType.values()) {
      if (type == DType.COMPLEX32) {
        continue; // For conversion only.
      }
      for (long[] shape :
          new long[][] {
            {}, {0}, {1}, {7}, {0, 3}, {3, 4}, {1, 1}, {2, 3, 4}, {2, 3, 9, 9}, {40, 1}
          }) {
        Tensor t = Tensor.zeros(shape).to(type);
        assertThat(html(t)).as(type + " " + t.rank()).contains(type.toString());
        assertThat(html(t)).doesNotContain("could not be drawn");
      }
    }
  }

  @Test
  void aHugeTensorIsSmallOnThePage() {
    Tensor huge = Tensor.zeros(1).expand(1_000_000, 10_000);
    for (Tensor t : List.of(huge, Tensor.rand(64, 3, 64, 64), Tensor.rand(3, 300, 300))) {
      int size =
          Renderers.render(t).data().values().stream().mapToInt(v -> v.toString().length()).sum();
      assertThat(size).isLessThan(200_000);
    }
    assertThat(html(huge)).contains("evenly chosen elements", "every 5000th row");
  }

  @Test
  void theGradientsGraphHasOperationsShapesNamesAndMemory() {
    Tensor w = Tensor.randn(3, 4).requiresGrad_().named("weight");
    Tensor y = Tensor.randn(2, 3).matmul(w).tanh().sum();
    MimeBundle graph = Renderers.render(GradGraph.of(y));
    assertThat(graph.plain()).contains("weight (3×4)", "tanh keeps 32 B <- matMul");
    assertThat((String) graph.data().get(MimeBundle.SVG)).contains("(2×4)", "weight", "tanh");
    assertThatThrownBy(() -> GradGraph.of(Grad.off(() -> w.add(1))))
        .hasMessageContaining("requiresGrad_");
  }

  @Test
  void aConfusionMatrixHasItsNumbers() {
    Tensor counts = Tensor.ofArray(new long[][] {{8, 1}, {0, 9}});
    MimeBundle b =
        Show.heatMap(counts, List.of("cat", "dog"), List.of("cat", "dog"), "true", "predicted");
    assertThat((String) b.data().get(MimeBundle.SVG)).contains(">8<", ">cat<", ">predicted<");
  }
}
