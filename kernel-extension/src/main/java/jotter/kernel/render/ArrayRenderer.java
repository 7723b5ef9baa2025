package jotter.kernel.render;

import java.util.Arrays;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import jotter.tensor.display.Renderers;

/// Shows an array of objects as the list of its elements, with the text of an array.
public final class ArrayRenderer implements Renderer<Object[]> {
  private final CollectionRenderer lists = new CollectionRenderer();

  @Override
  public Class<Object[]> type() {
    return Object[].class;
  }

  @Override
  public MimeBundle render(Object[] array) {
    MimeBundle list = lists.render(Arrays.asList(array));
    MimeBundle plain = MimeBundle.of(Renderers.text(array));
    Object html = list.data().get(MimeBundle.HTML);
    return html == null ? plain : plain.html(html.toString());
  }
}
