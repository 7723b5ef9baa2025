package jotter.nn.display;

import java.util.Arrays;
import java.util.List;
import jotter.nn.train.LrFinder;
import jotter.tensor.display.Curves;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Plot;
import jotter.tensor.display.Renderer;

/// Shows a {@link LrFinder}: the loss over the logarithm of the rate, and which one to try.
public final class LrFinderRenderer implements Renderer<LrFinder> {
  @Override
  public Class<LrFinder> type() {
    return LrFinder.class;
  }

  @Override
  public MimeBundle render(LrFinder finder) {
    double[] x = Arrays.stream(finder.rates()).map(Math::log10).toArray();
    var curve = new Curves.Curve("loss", x, finder.losses(), false);
    String svg =
        new Plot(1)
            .lines("loss", "learning rate, as a power of 10", false, List.of(curve))
            .foot(finder.toString())
            .svg();
    return MimeBundle.of(finder.toString()).html(svg);
  }
}
