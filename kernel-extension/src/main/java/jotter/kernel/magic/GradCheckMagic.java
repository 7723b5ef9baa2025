package jotter.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.autograd.GradCheck;

/// `%grad-check EXPR; x, y`: whether the gradient of an expression agrees with differences.
///
/// The expression is computed in float64 with the named tensors in place of their variables.
public final class GradCheckMagic implements Magic {
  @Override
  public String name() {
    return "grad-check";
  }

  @Override
  public String summary() {
    return "Compares the gradient of an expression with central differences.";
  }

  @Override
  public String usage() {
    return "%grad-check EXPR; NAME, NAME ...";
  }

  @Override
  @SuppressWarnings("unchecked")
  public Object run(MagicCall call) throws Exception {
    int split = call.argument().lastIndexOf(';');
    if (split < 0) {
      throw new IllegalArgumentException(
          "the tensors are named behind a semicolon, as in %grad-check x.sin().mul(y).sum(); x, y");
    }
    String expression = call.argument().substring(0, split).strip();
    List<String> names = List.of(call.argument().substring(split + 1).strip().split("[,\\s]+"));
    var inputs = new ArrayList<Tensor>();
    var parameters = new ArrayList<String>();
    for (String name : names) {
      Object value =
          call.session().variables().stream()
              .filter(v -> v.name().equals(name))
              .map(Session.Variable::value)
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(name + ": no such variable"));
      if (!(value instanceof Tensor t)) {
        throw new IllegalArgumentException(name + " is no tensor");
      }
      inputs.add(t.detach().to(DType.FLOAT64));
      parameters.add("jotter.tensor.Tensor " + name + " = $in[" + parameters.size() + "];");
    }
    var f =
        (Function<Tensor[], Tensor>)
            call.session()
                .eval(
                    "(java.util.function.Function<jotter.tensor.Tensor[], jotter.tensor.Tensor>) $in ->"
                        + " { "
                        + String.join(" ", parameters)
                        + " return "
                        + expression
                        + "; }");
    GradCheck.check(f, inputs.toArray(Tensor[]::new));
    System.out.println(
        "the gradient of "
            + expression
            + " agrees with differences for "
            + names.stream().collect(Collectors.joining(", ")));
    return null;
  }
}
