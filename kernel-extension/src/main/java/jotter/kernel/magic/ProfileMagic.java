package jotter.kernel.magic;

import jotter.tensor.diagnostics.Profile;
import jotter.tensor.display.Renderers;
import jotter.tensor.display.Show;

/// `%%profile`: which operations and layers a cell's time and memory go to.
public final class ProfileMagic implements Magic {
  @Override
  public String name() {
    return "profile";
  }

  @Override
  public String summary() {
    return "Runs the cell and shows time and memory by operation and by layer, with a flame graph.";
  }

  @Override
  public String usage() {
    return "%%profile above a cell, or %profile EXPR";
  }

  @Override
  public boolean takesCell() {
    return true;
  }

  @Override
  public boolean takesLine() {
    return true;
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    String source = call.body() == null ? call.argument() : call.body();
    if (source.isBlank()) {
      throw new IllegalArgumentException("there is nothing to profile");
    }
    Object[] result = new Object[1];
    Profile profile = Profile.of(() -> result[0] = call.session().eval(source));
    if (result[0] != null) {
      Show.display(Renderers.render(result[0]));
    }
    return profile;
  }
}
