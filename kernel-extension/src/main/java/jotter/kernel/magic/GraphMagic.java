package jotter.kernel.magic;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jotter.tensor.Tensor;
import jotter.tensor.display.GradGraph;
import jotter.tensor.display.HasGraph;

/// `%graph LOSS`: what `backward` would walk through from a tensor, with shapes on the arrows.
///
/// `%graph MODEL 1 3 224 224`: the layers that an input of this shape goes through; `%graph MODEL,
/// x` takes an input of your own, such as token numbers. After `backward` the colours are the norms
/// of the gradients. Anything else is shown as it shows itself.
public final class GraphMagic implements Magic {
  private static final Pattern WITH_SHAPE = Pattern.compile("(.*?)[,\\s]+(\\d+(?:[,\\s]+\\d+)*)");
  private static final Pattern WITH_INPUT = Pattern.compile("([\\w.]+)\\s*,(.+)");

  @Override
  public String name() {
    return "graph";
  }

  @Override
  public String summary() {
    return "Draws the backward graph of a tensor, or the layers of a model.";
  }

  @Override
  public String usage() {
    return "%graph TENSOR, or %graph MODEL SHAPE, or %graph MODEL, INPUT";
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    String argument = call.argument().replaceFirst(";\\s*$", "").strip();
    if (argument.isBlank()) {
      throw new IllegalArgumentException("of which tensor or model?");
    }
    Matcher shape = WITH_SHAPE.matcher(argument);
    if (shape.matches() && call.session().eval(shape.group(1)) instanceof HasGraph model) {
      return model.graph(
          Arrays.stream(shape.group(2).split("[,\\s]+")).mapToLong(Long::parseLong).toArray());
    }
    Matcher input = WITH_INPUT.matcher(argument);
    if (input.matches() && call.session().eval(input.group(1)) instanceof HasGraph model) {
      Object x = call.session().eval(input.group(2));
      if (x instanceof Tensor tensor) {
        return model.graph(tensor);
      }
      throw new IllegalArgumentException(
          "the input must be a tensor, got " + (x == null ? "null" : x.getClass().getSimpleName()));
    }
    Object value = call.session().eval(argument);
    if (value instanceof Tensor tensor) {
      return GradGraph.of(tensor);
    }
    if (value instanceof HasGraph) {
      throw new IllegalArgumentException(
          "a model's graph needs an input: its shape, as in %graph "
              + argument
              + " 1 3 224 224, or a tensor");
    }
    return value;
  }
}
