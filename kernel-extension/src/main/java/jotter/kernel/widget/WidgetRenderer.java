package jotter.kernel.widget;

import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a [Widget].
public final class WidgetRenderer implements Renderer<Widget> {
  @Override
  public Class<Widget> type() {
    return Widget.class;
  }

  @Override
  public MimeBundle render(Widget widget) {
    return widget.bundle();
  }
}
