package jotter.kernel.magic;

import java.util.stream.Collectors;

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
    System.out.println(
        call.session().magics().stream()
            .map(m -> m.usage() + " ".repeat(width + 2 - m.usage().length()) + m.summary())
            .collect(Collectors.joining("\n")));
    return null;
  }
}
