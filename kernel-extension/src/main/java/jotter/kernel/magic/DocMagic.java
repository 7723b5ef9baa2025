package jotter.kernel.magic;

/// `%doc NAME`: the documentation of a class, a method, a variable or a magic.
public final class DocMagic implements Magic {
  @Override
  public String name() {
    return "doc";
  }

  @Override
  public String summary() {
    return "Shows the documentation of a class, method, variable or magic.";
  }

  @Override
  public String usage() {
    return "%doc NAME, such as Linear, Tensor.matmul, x or %seed";
  }

  @Override
  public Object run(MagicCall call) {
    String name = call.argument().strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("of what?");
    }
    return call.session()
        .document(name)
        .or(() -> call.session().document(name + "("))
        .or(() -> call.session().document("new " + name + "("))
        .orElseThrow(() -> new IllegalArgumentException(name + ": nothing of this name is known"));
  }
}
