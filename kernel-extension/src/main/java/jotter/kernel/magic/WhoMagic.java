package jotter.kernel.magic;

import java.util.List;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;

/// `%who`: the variables.
public final class WhoMagic implements Magic {
  private static final int VALUE = 80;

  @Override
  public String name() {
    return "who";
  }

  @Override
  public String summary() {
    return "Lists the variables with their types and values.";
  }

  @Override
  public String usage() {
    return "%who";
  }

  @Override
  public Object run(MagicCall call) {
    List<Session.Variable> all = call.session().variables();
    if (all.isEmpty()) {
      return MimeBundle.of("no variables");
    }
    var plain = new StringBuilder();
    var html = new StringBuilder("<table><tr><th>name</th><th>type</th><th>value</th></tr>");
    for (Session.Variable v : all) {
      String value = Renderers.render(v.value()).plain().replaceAll("\\s+", " ");
      value = value.length() > VALUE ? value.substring(0, VALUE) + "…" : value;
      plain.append(v.type()).append(' ').append(v.name()).append(" = ").append(value).append('\n');
      html.append("<tr><td style=\"text-align:left\"><code>")
          .append(MimeBundle.escape(v.name()))
          .append("</code></td><td style=\"text-align:left\"><code>")
          .append(MimeBundle.escape(v.type()))
          .append("</code></td><td style=\"text-align:left\"><code>")
          .append(MimeBundle.escape(value))
          .append("</code></td></tr>");
    }
    return MimeBundle.of(plain.toString().stripTrailing()).html(html.append("</table>").toString());
  }
}
