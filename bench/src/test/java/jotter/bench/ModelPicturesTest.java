package jotter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jotter.bench.models.ResNet50;
import jotter.nn.layers.Sequential;
import jotter.nn.layers.TransformerEncoderLayer;
import jotter.tensor.Tensor;
import jotter.tensor.display.Diagram;
import jotter.tensor.display.GradGraph;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import org.junit.jupiter.api.Test;

/// Large models can be read: folded by part, each part to be opened.
class ModelPicturesTest {
  private static void readable(String name, Diagram d) throws Exception {
    MimeBundle shown = Renderers.render(d);
    String html = (String) shown.data().get(MimeBundle.HTML);
    assertThat(d.boxes()).hasSizeLessThanOrEqualTo(40);
    assertThat(d.parts())
        .allSatisfy(p -> assertThat(p.inside().boxes()).hasSizeLessThanOrEqualTo(60));
    assertThat(html.length()).isLessThan(400_000);
    String folder = System.getProperty("jotter.pictures");
    if (folder != null) {
      Files.writeString(Path.of(folder, name + ".html"), html.replace("<details", "<details open"));
    }
  }

  @Test
  void aResNet50IsItsStages() throws Exception {
    Diagram d = new ResNet50().graph(1, 3, 64, 64);
    assertThat(d.toString())
        .contains("Sequential (layer1) 215,808 parameters", "Sequential (layer4)")
        .contains("Linear (fc) 2,049,000 parameters")
        .contains("relu layer4.1 <- add");
    readable("resnet50", d);
  }

  @Test
  void aTransformerIsItsLayers() throws Exception {
    var model = new Sequential();
    for (int i = 0; i < 12; i++) {
      model.add(new TransformerEncoderLayer(32, 4));
    }
    Diagram d = model.graph(Tensor.randn(2, 5, 32));
    assertThat(d.boxes()).hasSize(14);
    // The first layer stands on the input and not on another layer.
    assertThat(d.parts()).hasSize(2);
    assertThat(d.parts().getFirst().title())
        .contains("TransformerEncoderLayer (11), and alike: 10, 9, 8");
    readable("transformer", d);
    Tensor loss = model.apply(Tensor.randn(2, 5, 32)).square().mean();
    loss.backward(null, true, false);
    Diagram g = GradGraph.of(loss);
    assertThat(g.toString()).contains("gradient ");
    assertThat(Stream.of(g).flatMap(x -> x.boxes().stream())).anyMatch(b -> b.gradient() > 0);
    readable("backward", g);
  }
}
