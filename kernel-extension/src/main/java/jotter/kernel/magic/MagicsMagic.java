package jotter.kernel.magic;

import java.util.stream.Collectors;
import jotter.tensor.display.MimeBundle;

/// `%magics`: what there is.
public final class MagicsMagic implements Magic {
  @Override
  public String name() {
    return "magics";
  }

  @Override
  public String summary() {
    return "Lists all magics.";
  }

  @Override
  public String usage() {
    return "%magics";
  }

  @Override
  public Object run(MagicCall call) {
    int width = call.session().magics().stream().mapToInt(m -> m.usage().length()).max().orElse(0);
    String plain =
        call.session().magics().stream()
            .map(m -> m.usage() + " ".repeat(width + 2 - m.usage().length()) + m.summary())
            .collect(Collectors.joining("\n"));
    String cell = "<td style=\"text-align:left\">";
    String rows =
        call.session().magics().stream()
            .map(
                m ->
                    "<tr>%s<b>%s%s</b></td>%s%s</td>%s<code>%s</code></td></tr>"
                        .formatted(
                            cell,
                            m.takesCell() ? "%%" : "%",
                            m.name(),
                            cell,
                            MimeBundle.escape(m.summary()),
                            cell,
                            MimeBundle.escape(m.usage())))
            .collect(Collectors.joining());
    return MimeBundle.of(plain).html("<table><tbody>" + rows + "</tbody></table>");
  }
}
