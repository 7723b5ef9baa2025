package jotter.kernel.magic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import jotter.tensor.Tensor;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.spi.MemoryReport;

/// `%tensors`: the tensors that are alive, where they were made, and who holds them.
public final class TensorsMagic implements Magic {
  private static final int ROWS = 40;

  @Override
  public String name() {
    return "tensors";
  }

  @Override
  public String summary() {
    return "Lists the live tensors with their bytes, the cell that made them and who holds them.";
  }

  @Override
  public String usage() {
    return "%tensors";
  }

  @Override
  public Object run(MagicCall call) {
    List<Holders.Held> all = new ArrayList<>(Holders.of(call.session().variables()));
    all.sort(Comparator.comparingLong((Holders.Held h) -> -h.tensor().storage().bytes()));
    long reached = all.stream().mapToLong(h -> h.tensor().storage().bytes()).sum();
    long held = Tensor.zeros(1).backend().memory().held();
    String note =
        all.size()
            + " tensors, "
            + MemoryReport.bytes(reached)
            + " reached from variables; "
            + MemoryReport.bytes(held)
            + " in use in all, the rest waits for the garbage collector or is held elsewhere";
    if (all.isEmpty()) {
      return MimeBundle.of("no tensors; " + MemoryReport.bytes(held) + " in use");
    }
    var plain = new StringBuilder();
    var html = new StringBuilder("<table><tr>");
    for (String head : List.of("held by", "shape", "type", "bytes", "made in")) {
      html.append("<th style=\"text-align:left\">").append(head).append("</th>");
    }
    html.append("</tr>");
    for (Holders.Held h : all.stream().limit(ROWS).toList()) {
      Tensor t = h.tensor();
      String[] row = {
        h.path(),
        Arrays.toString(t.shape()),
        t.dtype() + " " + t.device(),
        MemoryReport.bytes(t.storage().bytes()),
        t.madeAt() == null ? "" : t.madeAt()
      };
      plain.append(String.join("  ", row)).append('\n');
      html.append("<tr>");
      for (String cell : row) {
        html.append("<td style=\"text-align:left\">")
            .append(MimeBundle.escape(cell))
            .append("</td>");
      }
      html.append("</tr>");
    }
    if (all.size() > ROWS) {
      plain.append("and ").append(all.size() - ROWS).append(" more\n");
    }
    html.append("</table><div style=\"opacity:.7;font-size:smaller\">")
        .append(MimeBundle.escape(note))
        .append("</div>");
    return MimeBundle.of(plain + note).html(html.toString());
  }
}
