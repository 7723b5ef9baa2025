package jotter.nn.conformance;

import java.util.Arrays;
import java.util.List;
import jotter.nn.Layer;
import jotter.nn.layers.*;
import jotter.nn.loss.*;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Values;

/// PyTorch's arguments as the options that they are here.
final class Arguments {
  static final long[] ONE = {1};
  static final long[] ZERO = {0};

  private Arguments() {}

  static ConvOptions conv(Args a, int i) {
    ConvOptions o =
        ConvOptions.kernel(a.longs(i))
            .stride(a.given(i + 1) ? a.longs(i + 1) : ONE)
            .dilation(a.given(i + 3) ? a.longs(i + 3) : ONE)
            .groups(a.l(i + 4, 1))
            .bias(a.b(i + 5, true))
            .paddingMode(a.s(i + 6, "zeros"));
    if (a.get(i + 2) instanceof String s) {
      if (s.equals("same")) return o.same();
      if (!s.equals("valid")) throw new IllegalArgumentException("no padding '" + s + "'");
      return o;
    }
    return a.given(i + 2) ? o.padding(a.longs(i + 2)) : o;
  }

  static ConvOptions transposed(Args a, int i) {
    return ConvOptions.kernel(a.longs(i))
        .stride(a.given(i + 1) ? a.longs(i + 1) : ONE)
        .padding(a.given(i + 2) ? a.longs(i + 2) : ZERO)
        .outputPadding(a.given(i + 3) ? a.longs(i + 3) : ZERO)
        .groups(a.l(i + 4, 1))
        .bias(a.b(i + 5, true))
        .dilation(a.given(i + 6) ? a.longs(i + 6) : ONE)
        .paddingMode(a.s(i + 7, "zeros"));
  }

  static NormOptions norm(Args a, int i, NormOptions usual) {
    double momentum = a.has(i + 1) && !a.given(i + 1) ? Double.NaN : a.d(i + 1, 0.1);
    return new NormOptions(
        a.d(i, 1e-5),
        momentum,
        a.b(i + 2, usual.affine()),
        a.b(i + 4, true),
        a.b(i + 3, usual.track()));
  }

  static Long[] sizes(Object o, int n) {
    if (o instanceof Values.TupleValue t) return sizes(t.items(), n);
    if (o instanceof List<?> l)
      return l.stream().map(v -> v == null ? null : ((Number) v).longValue()).toArray(Long[]::new);
    Long[] r = new Long[n];
    Arrays.fill(r, ((Number) o).longValue());
    return r;
  }

  static double[] doubles(Object o) {
    return switch (o) {
      case null -> null;
      case Values.TupleValue t -> doubles(t.items());
      case List<?> l -> l.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
      default -> new double[] {((Number) o).doubleValue()};
    };
  }

  static RnnOptions rnn(Args a, boolean plain) {
    RnnOptions o =
        RnnOptions.USUAL
            .layers(a.named("num_layers") instanceof Number n ? n.intValue() : 1)
            .bias(truth(a.named("bias"), true))
            .batchFirst(truth(a.named("batch_first"), false))
            .dropout(a.named("dropout") instanceof Number n ? n.doubleValue() : 0)
            .bidirectional(Boolean.TRUE.equals(a.named("bidirectional")))
            .projection(a.named("proj_size") instanceof Number n ? n.longValue() : 0);
    return plain ? o.relu(relu(a.s(3, "tanh"))) : o;
  }

  /// What is no truth value the compiler refuses here.
  static boolean truth(Object o, boolean usual) {
    return switch (o) {
      case null -> usual;
      case Boolean b -> b;
      default -> throw new IllegalArgumentException(o + " is no truth value");
    };
  }

  /// What is no real number the compiler refuses here.
  static double real(Object o, double usual) {
    return switch (o) {
      case null -> usual;
      case Double d -> d;
      case Long l -> l;
      default -> throw new IllegalArgumentException(o + " is no real number");
    };
  }

  static boolean relu(String name) {
    return switch (name) {
      case "relu" -> true;
      case "tanh" -> false;
      // A word in PyTorch, a truth value here: there is no third.
      default -> throw new IllegalArgumentException("no nonlinearity '" + name + "'");
    };
  }

  static List<Object> pair(Object o) {
    return switch (o) {
      case Values.TupleValue t -> t.items();
      case List<?> l -> List.copyOf(l);
      case null, default -> Arrays.asList(null, null);
    };
  }

  static TransformerOptions transformer(Args a, int i) {
    return new TransformerOptions(
        a.l(i, 2048),
        a.d(i + 1, 0.1),
        activation(a.get(i + 2)),
        a.d(i + 3, 1e-5),
        a.b(i + 4, false),
        a.b(i + 5, false),
        a.b(i + 6, true));
  }

  static Layer activation(Object o) {
    String name =
        switch (o) {
          case Values.FunctionValue f -> f.name().replaceAll("^.*\\.", "");
          case String s -> s;
          case null, default -> "relu";
        };
    return switch (name) {
      case "relu" -> new ReLU();
      case "gelu" -> new GELU();
      default -> throw new IllegalArgumentException("no activation '" + name + "'");
    };
  }

  static Reduction r(Args a, int i) {
    return switch (a.s(i, "mean")) {
      case "none" -> Reduction.NONE;
      case "mean" -> Reduction.MEAN;
      case "sum" -> Reduction.SUM;
      case "batchmean" -> Reduction.BATCH_MEAN;
      // A word in PyTorch, a constant here: there is no fifth.
      default -> throw new IllegalArgumentException("no reduction '" + a.s(i, "") + "'");
    };
  }
}
