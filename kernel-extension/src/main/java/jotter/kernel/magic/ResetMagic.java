package jotter.kernel.magic;

/// `%reset`: a fresh start without starting again.
public final class ResetMagic implements Magic {
  @Override
  public String name() {
    return "reset";
  }

  @Override
  public String summary() {
    return "Forgets all variables, methods, classes and imports; the class path stays.";
  }

  @Override
  public String usage() {
    return "%reset";
  }

  @Override
  public Object run(MagicCall call) {
    if (!call.argument().isBlank()) {
      throw new IllegalArgumentException("it takes no argument; set single variables to null");
    }
    call.session().reset();
    return null;
  }
}
