package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.op.Family;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Op;
import jotter.tensor.op.Pointwise;

/// One operation of a graph.
///
/// @param op what is computed, with its attributes
/// @param inputs what from; null for an optional input that is not given
/// @param outputs the results; null for one that there is not
/// @param compute the type in which a pointwise operation is computed, null for others
/// @param scope the path of the layer that called the operation, or null
public record GraphNode(
    Op op, List<Value> inputs, List<Value> outputs, DType compute, String scope) {
  public GraphNode {
    // No List.copyOf: absent operands are null.
    inputs = Collections.unmodifiableList(new ArrayList<>(inputs));
    outputs = Collections.unmodifiableList(new ArrayList<>(outputs));
  }

  /// The operation's name, such as `conv`.
  public String name() {
    return op.name();
  }

  /// The only output.
  public Value output() {
    return outputs.getFirst();
  }

  public boolean isPointwise() {
    return op instanceof Pointwise;
  }

  /// The operation's attributes by name: the components of its record, its scalars if it is a
  /// formula. A scalar operand is `operand0` or `operand1`, whichever place it takes.
  public Map<String, Object> attributes() {
    Map<String, Object> r = new LinkedHashMap<>();
    switch (op) {
      case Formulaic.Bound b -> {
        components(b.op(), r);
        r.put("operand" + b.index(), b.scalars()[b.scalars().length - 1]);
      }
      case Formulaic.Of of -> {
        for (int i = 0; i < of.scalars().length; i++) r.put("p" + i, of.scalars()[i]);
      }
      case Family f when !(f instanceof Record) -> r.putAll(f.attributes());
      default -> components(op, r); // every other operation is a record of its attributes
    }
    return r;
  }

  private static void components(Op op, Map<String, Object> out) {
    if (!(op instanceof Record record)) return;
    for (var c : record.getClass().getRecordComponents()) {
      try {
        if (c.getAccessor().trySetAccessible())
          out.put(c.getName(), c.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the attribute " + c + " cannot be read", e);
      }
    }
  }

  static String text(Object attribute) {
    return switch (attribute) {
      case long[] a -> Arrays.toString(a);
      case int[] a -> Arrays.toString(a);
      case double[] a -> Arrays.toString(a);
      case boolean[] a -> Arrays.toString(a);
      case Object[] a -> Arrays.deepToString(a);
      case Record r -> {
        var s = new StringBuilder(r.getClass().getSimpleName()).append('(');
        String sep = "";
        for (var c : r.getClass().getRecordComponents()) {
          try {
            if (!c.getAccessor().trySetAccessible()) continue;
            s.append(sep).append(c.getName()).append('=').append(text(c.getAccessor().invoke(r)));
            sep = ", ";
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the attribute " + c + " cannot be read", e);
          }
        }
        yield s.append(')').toString();
      }
      case null -> "null";
      default -> attribute.toString();
    };
  }
}
