package jotter.kernel.render;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import jotter.tensor.display.Facts;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import jotter.tensor.display.Renderers;

/// Shows a record that holds more than numbers and words, such as a batch of tensors, part by part:
/// what each is in a line, and below it, folded, as it shows itself. Of other records, and of those
/// with a text of their own, the text is enough.
public final class RecordRenderer implements Renderer<Record> {
  /// What all parts together may take on the page.
  private static final int LIMIT = 150_000;

  @Override
  public Class<Record> type() {
    return Record.class;
  }

  @Override
  public MimeBundle render(Record record) {
    String own = Renderers.text(record);
    List<Part> parts = parts(record);
    boolean worth = parts.stream().anyMatch(p -> Facts.of(p.value()).isPresent());
    if (!worth || !own.equals(written(record, parts, false))) {
      return MimeBundle.of(own);
    }
    return MimeBundle.of(written(record, parts, true)).html(html(record, parts));
  }

  private record Part(String name, String type, Object value) {}

  private static List<Part> parts(Record record) {
    var parts = new ArrayList<Part>();
    for (RecordComponent c : record.getClass().getRecordComponents()) {
      Object value;
      try {
        c.getAccessor().setAccessible(true);
        value = c.getAccessor().invoke(record);
      } catch (ReflectiveOperationException | RuntimeException hidden) {
        value = "?";
      }
      parts.add(new Part(c.getName(), c.getType().getSimpleName(), value));
    }
    return parts;
  }

  /// The record as Java writes it, in full or with what its parts are in a line.
  private static String written(Record record, List<Part> parts, boolean brief) {
    var out = new StringBuilder(record.getClass().getSimpleName()).append('[');
    for (Part p : parts) {
      out.append(out.charAt(out.length() - 1) == '[' ? "" : ", ").append(p.name()).append('=');
      out.append(brief ? HtmlTable.cell(p.value()) : String.valueOf(p.value()));
    }
    return Renderers.text(out.append(']'));
  }

  private static String html(Record record, List<Part> parts) {
    var out = new StringBuilder("<b>");
    out.append(MimeBundle.escape(record.getClass().getSimpleName())).append("</b>");
    int left = LIMIT;
    for (Part p : parts) {
      String line =
          "<code>"
              + MimeBundle.escape(p.name())
              + "</code> <span style=\"opacity:.75\">"
              + MimeBundle.escape(HtmlTable.cell(p.value()))
              + "</span>";
      Object shown = Renderers.render(p.value()).data().get(MimeBundle.HTML);
      if (shown == null || shown.toString().length() > left) {
        out.append("<div style=\"padding-left:1.1em\">").append(line).append("</div>");
      } else {
        left -= shown.toString().length();
        out.append("<details><summary style=\"cursor:pointer\">")
            .append(line)
            .append("</summary><div style=\"padding:.2em 0 .4em 1.1em\">")
            .append(shown)
            .append("</div></details>");
      }
    }
    return "<div style=\"line-height:1.5\">" + out + "</div>";
  }
}
