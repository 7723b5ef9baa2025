package jotter.tensor.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Check;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;

/// Sums of products written with indices. Tensors are joined from left to right, each pair by one
/// batched matrix product.
final class Einsum {
  /// Labels from here on are the dimensions that `...` stands for, counted from the last one.
  private static final int ELLIPSIS = 1000;

  private final String equation;

  /// The size of each label.
  private final Map<Integer, Long> sizes = new LinkedHashMap<>();

  private record Labelled(Tensor x, List<Integer> labels) {}

  private Einsum(String equation) {
    this.equation = equation;
  }

  static Tensor of(String equation, Tensor... operands) {
    return new Einsum(equation.replace(" ", "")).compute(operands);
  }

  private TensorException wrong(String rule) {
    return Check.valueError("einsum", "\"" + equation + "\": " + rule);
  }

  private Tensor compute(Tensor[] operands) {
    if (operands.length == 0) throw wrong("needs at least one tensor");
    int arrow = equation.indexOf("->");
    String left = arrow < 0 ? equation : equation.substring(0, arrow);
    String[] terms = left.split(",", -1);
    if (terms.length != operands.length)
      throw wrong("describes " + terms.length + " tensors, but " + operands.length + " were given");
    List<Labelled> in = new ArrayList<>();
    int[] counts = new int[ELLIPSIS];
    for (int i = 0; i < terms.length; i++) in.add(read(terms[i], operands[i], i, counts));
    List<Integer> out =
        arrow < 0 ? implicit(counts) : explicit(equation.substring(arrow + 2), counts);
    Labelled r = in.getFirst();
    for (int i = 1; i < in.size(); i++) {
      List<Integer> needed = new ArrayList<>(out);
      for (int k = i + 1; k < in.size(); k++) needed.addAll(in.get(k).labels);
      r = join(r, in.get(i), needed);
    }
    return arrange(r, out);
  }

  private Labelled read(String term, Tensor x, int operand, int[] counts) {
    int dots = term.indexOf("...");
    int letters = dots < 0 ? term.length() : term.length() - 3;
    int hidden = x.rank() - letters;
    if (hidden < 0 || hidden > 0 && dots < 0)
      throw wrong(
          "'"
              + term
              + "' has "
              + letters
              + " indices, but tensor "
              + operand
              + " has the shape "
              + Check.shape(x.shape())
              + (hidden > 0 ? "; use ... for dimensions without an index" : ""));
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < term.length(); i++) {
      if (i == dots) {
        for (int k = hidden; k > 0; k--) labels.add(ELLIPSIS + k);
        i += 2;
        continue;
      }
      char c = term.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'))
        throw wrong("'" + c + "' is no index; use the letters a to z and A to Z");
      labels.add((int) c);
      counts[c]++;
    }
    // An index twice in one tensor is its diagonal.
    for (int i = 0; i < labels.size(); i++) {
      int j = labels.subList(0, i).indexOf(labels.get(i));
      if (j < 0) continue;
      if (x.size(i) != x.size(j))
        throw wrong(
            "index "
                + name(labels.get(i))
                + " stands for the sizes "
                + x.size(j)
                + " and "
                + x.size(i)
                + " in tensor "
                + operand);
      x = x.diagonal(0, j, i).movedim(-1, j);
      labels.remove(i--);
    }
    for (int i = 0; i < labels.size(); i++) {
      long n = x.size(i);
      Long known = sizes.get(labels.get(i));
      if (known == null || known == 1) sizes.put(labels.get(i), n);
      else if (n != 1 && n != known)
        throw wrong(
            "index "
                + name(labels.get(i))
                + " has size "
                + n
                + " in tensor "
                + operand
                + ", but size "
                + known
                + " before; they must be equal or 1");
    }
    return new Labelled(x, labels);
  }

  private static String name(int label) {
    return label >= ELLIPSIS ? "..." : "'" + (char) label + "'";
  }

  private List<Integer> hidden() {
    List<Integer> h = new ArrayList<>();
    int most = 0;
    for (int l : sizes.keySet()) if (l > ELLIPSIS) most = Math.max(most, l - ELLIPSIS);
    for (int k = most; k > 0; k--) h.add(ELLIPSIS + k);
    return h;
  }

  private List<Integer> implicit(int[] counts) {
    List<Integer> out = hidden();
    for (int c = 0; c < counts.length; c++) if (counts[c] == 1) out.add(c);
    return out;
  }

  private List<Integer> explicit(String term, int[] counts) {
    List<Integer> out = new ArrayList<>();
    int dots = term.indexOf("...");
    for (int i = 0; i < term.length(); i++) {
      if (i == dots) {
        out.addAll(hidden());
        i += 2;
        continue;
      }
      int c = term.charAt(i);
      if (c >= ELLIPSIS || counts[c] == 0)
        throw wrong("index '" + (char) c + "' of the result appears in no tensor");
      if (out.contains(c)) throw wrong("index '" + (char) c + "' appears twice in the result");
      out.add(c);
    }
    return out;
  }

  private Labelled sumOut(Labelled a, List<Integer> kept) {
    int[] gone =
        java.util.stream.IntStream.range(0, a.labels.size())
            .filter(i -> !kept.contains(a.labels.get(i)))
            .toArray();
    if (gone.length == 0) return a;
    List<Integer> rest = new ArrayList<>(a.labels);
    rest.retainAll(kept);
    // A dimension of size 1 that broadcasts against a larger one counts as often as that is long.
    Tensor x = widened(a.x, a.labels, kept);
    return new Labelled(x.sum(gone, false).to(a.x.dtype()), rest);
  }

  private Tensor widened(Tensor x, List<Integer> labels, List<Integer> except) {
    long[] s = x.shape();
    for (int i = 0; i < s.length; i++)
      if (!except.contains(labels.get(i))) s[i] = sizes.get(labels.get(i));
    return x.expand(s);
  }

  private Labelled join(Labelled a, Labelled b, List<Integer> needed) {
    List<Integer> keepA = new ArrayList<>(needed);
    keepA.addAll(b.labels);
    a = sumOut(a, keepA);
    List<Integer> keepB = new ArrayList<>(needed);
    keepB.addAll(a.labels);
    b = sumOut(b, keepB);
    List<Integer> batch = new ArrayList<>();
    List<Integer> summed = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    List<Integer> columns = new ArrayList<>();
    for (int l : a.labels)
      if (!b.labels.contains(l)) rows.add(l);
      else if (needed.contains(l)) batch.add(l);
      else summed.add(l);
    for (int l : b.labels) if (!a.labels.contains(l)) columns.add(l);
    List<Integer> both = new ArrayList<>(batch);
    both.addAll(summed);
    Tensor x = matrices(a, both, batch, rows, summed);
    Tensor y = matrices(b, both, batch, summed, columns);
    Tensor r = x.matmul(y);
    List<Integer> labels = new ArrayList<>(batch);
    labels.addAll(rows);
    labels.addAll(columns);
    long[] shape = new long[labels.size()];
    for (int i = 0; i < shape.length; i++) {
      int l = labels.get(i);
      shape[i] =
          i < batch.size()
              ? sizes.get(l)
              : rows.contains(l) ? a.x.size(a.labels.indexOf(l)) : b.x.size(b.labels.indexOf(l));
    }
    return new Labelled(r.reshape(shape), labels);
  }

  /// The tensor as (batch, first, second), where what both tensors have is expanded to its size.
  private Tensor matrices(
      Labelled a,
      List<Integer> both,
      List<Integer> batch,
      List<Integer> first,
      List<Integer> second) {
    List<Integer> order = new ArrayList<>(batch);
    order.addAll(first);
    order.addAll(second);
    int[] p = order.stream().mapToInt(a.labels::indexOf).toArray();
    Tensor x = a.x.permute(p);
    long[] s = x.shape();
    for (int i = 0; i < s.length; i++)
      if (both.contains(order.get(i))) s[i] = sizes.get(order.get(i));
    x = x.expand(s);
    int n = batch.size();
    int m = n + first.size();
    return x.reshape(product(s, 0, n), product(s, n, m), product(s, m, s.length));
  }

  private static long product(long[] s, int from, int to) {
    return Arrays.stream(s, from, to).reduce(1, (x, y) -> x * y);
  }

  private Tensor arrange(Labelled r, List<Integer> out) {
    Labelled s = sumOut(r, out);
    int[] p = out.stream().mapToInt(s.labels::indexOf).toArray();
    return widened(s.x.permute(p), out, List.of());
  }
}
