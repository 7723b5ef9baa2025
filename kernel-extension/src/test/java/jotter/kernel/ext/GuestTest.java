package jotter.kernel.ext;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.ServiceLoader;
import jotter.tensor.Rng;
import jotter.tensor.display.DisplaySink;
import jotter.tensor.display.Show;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Jotter in the kernels of others, as far as their published base classes go.
class GuestTest {
  private static final BufferedImage IMAGE = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);

  @AfterEach
  void routeBack() {
    DisplaySink terminal = DisplaySink.terminal(System.out);
    DisplaySink.route(() -> terminal);
  }

  private static final class JJava extends org.dflib.jjava.jupyter.kernel.BaseKernel {
    private DisplayData shown;

    JJava() {
      super(
          "jjava",
          "1",
          null,
          List.of(),
          null,
          new JupyterIO(java.nio.charset.StandardCharsets.UTF_8),
          new CommManager(),
          new org.dflib.jjava.jupyter.kernel.display.Renderer(),
          null,
          new MagicsRegistry(),
          true,
          new StringStyler.Builder().build());
    }

    @Override
    public void display(DisplayData data) {
      shown = data;
    }

    @Override
    public Object evalRaw(String source) {
      return null;
    }

    @Override
    public DisplayData inspect(String code, int at, boolean extraDetail) {
      return null;
    }

    @Override
    public ReplacementOptions complete(String code, int at) {
      return null;
    }

    @Override
    public String isComplete(String code) {
      return IS_COMPLETE_MAYBE;
    }
  }

  @Test
  void jjavaFindsTheExtensionByItself() throws Exception {
    assertThat(ServiceLoader.load(Extension.class).stream().map(p -> p.type().getName()))
        .contains(JJavaExtension.class.getName());
    var kernel = new JJava();
    new JJavaExtension().install(kernel);
    DisplayData drawn = kernel.getRenderer().render(IMAGE);
    assertThat(drawn.hasDataForType(MIMEType.parse("image/png"))).isTrue();
    assertThat(drawn.getData(MIMEType.TEXT_PLAIN)).isEqualTo("BufferedImage 4×4");
    kernel.getMagicsRegistry().evalLineMagic(kernel, "seed", List.of("7"));
    assertThat(Rng.current().seed()).isEqualTo(7);
    Show.display(Show.html("<b>x</b>"));
    assertThat(kernel.shown.getData(MIMEType.parse("text/html"))).isEqualTo("<b>x</b>");
  }

  private static final class IJavaKernel extends io.github.spencerpark.jupyter.kernel.BaseKernel {
    private io.github.spencerpark.jupyter.kernel.display.DisplayData shown;

    @Override
    public void display(io.github.spencerpark.jupyter.kernel.display.DisplayData data) {
      shown = data;
    }

    @Override
    public io.github.spencerpark.jupyter.kernel.display.DisplayData eval(String expr) {
      return null;
    }

    @Override
    public io.github.spencerpark.jupyter.kernel.LanguageInfo getLanguageInfo() {
      return null;
    }
  }

  @Test
  void ijavaIsInitialisedByHand() {
    var kernel = new IJavaKernel();
    IJava.init(kernel);
    assertThat(
            kernel
                .getRenderer()
                .render(IMAGE)
                .hasDataForType(
                    io.github.spencerpark.jupyter.kernel.display.mime.MIMEType.parse("image/png")))
        .isTrue();
    Show.display("text");
    assertThat(kernel.shown).isNotNull();
  }
}
