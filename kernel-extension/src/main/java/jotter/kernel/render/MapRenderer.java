package jotter.kernel.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import jotter.tensor.display.Renderers;

/// Shows a map as a table of two columns.
@SuppressWarnings("rawtypes")
public final class MapRenderer implements Renderer<Map> {
  private static final int SHOWN = 1000;

  @Override
  public Class<Map> type() {
    return Map.class;
  }

  @Override
  public MimeBundle render(Map map) {
    var rows = new ArrayList<List<Object>>();
    var out = new StringBuilder("{");
    for (Object entry : map.entrySet()) {
      if (rows.size() == SHOWN || out.length() > Renderers.TEXT_LIMIT) {
        out.append(", ... ").append(map.size()).append(" in all");
        break;
      }
      var e = (Map.Entry<?, ?>) entry;
      out.append(rows.isEmpty() ? "" : ", ")
          .append(e.getKey() == map ? "(this)" : Renderers.text(e.getKey()))
          .append('=')
          .append(e.getValue() == map ? "(this)" : Renderers.text(e.getValue()));
      Object value = e.getValue() == map ? "(this)" : e.getValue();
      rows.add(List.of(String.valueOf(e.getKey()), value == null ? "null" : value));
    }
    MimeBundle plain = MimeBundle.of(out.append('}').toString());
    return rows.isEmpty()
        ? plain
        : plain.html(
            HtmlTable.of(map.size() + " entries", List.of("key", "value"), rows.size(), rows::get));
  }
}
