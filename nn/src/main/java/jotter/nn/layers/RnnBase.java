package jotter.nn.layers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.StateName;
import jotter.nn.init.Init;
import jotter.tensor.Autocast;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// What recurrent layers have in common: layers on one another, two directions, batches.
///
/// Parameters are `weight_ih_l0` (gates·hidden, in), `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`,
/// with the layer's number and `_reverse` for the direction backwards; they begin uniform in
/// ±1/√hidden.
public abstract sealed class RnnBase extends BaseLayer permits RNN, GRU, LSTM {
  private final long in;
  private final long hidden;
  private final RnnOptions options;
  private final int gates;

  @StateName("")
  private final Map<String, Param> weights = new LinkedHashMap<>();

  RnnBase(int gates, long in, long hidden, RnnOptions o) {
    String name = getClass().getSimpleName();
    Check.value(hidden > 0, name, "the hidden size must be positive, got " + hidden);
    Check.value(o.layers() > 0, name, "the number of layers must be positive, got " + o.layers());
    Check.value(
        o.dropout() >= 0 && o.dropout() <= 1,
        name,
        "the dropout must be in [0, 1], got " + o.dropout());
    Check.value(
        o.projection() >= 0 && o.projection() < hidden,
        name,
        "the projection must be smaller than the hidden size, got " + o.projection());
    Check.value(o.projection() == 0 || this instanceof LSTM, name, "only LSTM has a projection");
    this.in = in;
    this.hidden = hidden;
    this.options = o;
    this.gates = gates;
    double bound = 1 / Math.sqrt(hidden);
    int directions = o.bidirectional() ? 2 : 1;
    long out = o.projection() > 0 ? o.projection() : hidden;
    for (int l = 0; l < o.layers(); l++)
      for (int d = 0; d < directions; d++) {
        String end = "_l" + l + (d == 1 ? "_reverse" : "");
        add("weight_ih" + end, bound, gates * hidden, l == 0 ? in : out * directions);
        add("weight_hh" + end, bound, gates * hidden, out);
        if (o.bias()) {
          add("bias_ih" + end, bound, gates * hidden);
          add("bias_hh" + end, bound, gates * hidden);
        }
        if (o.projection() > 0) add("weight_hr" + end, bound, o.projection(), hidden);
      }
  }

  private void add(String name, double bound, long... shape) {
    weights.put(name, new Param(Init.uniform(Tensor.empty(shape), -bound, bound)));
  }

  /// The parameter `name`.
  public Param weight(String name) {
    return weights.get(name);
  }

  RnnOptions options() {
    return options;
  }

  long hidden() {
    return hidden;
  }

  /// One layer in one direction, over x (L, N, in): all its states after each step (L, N, ...), the
  /// output first.
  ///
  /// @param state the states at the beginning (N, ...)
  /// @param end the end of the parameters' names
  abstract Tensor[] run(Tensor x, Tensor[] state, String end, boolean backwards);

  /// The last step to be read of all outputs.
  static Tensor last(Tensor outputs, boolean backwards) {
    return outputs.select(0, backwards ? 0 : -1);
  }

  /// {@link #run} step by step.
  final Tensor[] steps(Tensor x, Tensor[] state, String end, boolean backwards, Step step) {
    // The inputs of all steps meet their weights in one product.
    Tensor ofInputs = F.linear(x, value("weight_ih" + end), value("bias_ih" + end));
    int n = Math.toIntExact(x.size(0));
    Tensor[][] out = new Tensor[state.length][n];
    Tensor[] now = state;
    for (int k = 0; k < n; k++) {
      int t = backwards ? n - 1 - k : k;
      now = step.from(ofInputs.select(0, t), now);
      for (int i = 0; i < state.length; i++) out[i][t] = now[i];
    }
    Tensor[] r = new Tensor[state.length];
    for (int i = 0; i < r.length; i++) r[i] = Tensor.stack(0, out[i]);
    return r;
  }

  /// One step: the new states, the first of which is the output.
  interface Step {
    /// @param x what the input contributes to the gates (N, gates·hidden), its bias included
    /// @param state the states (N, ...)
    Tensor[] from(Tensor x, Tensor[] state);
  }

  /// Output and final states of a sequence.
  ///
  /// @param states the initial states (layers·directions, N, ...); null for zeros
  final Tensor[] sequence(Tensor x, Tensor[] states, int count) {
    String name = getClass().getSimpleName();
    Check.rank(name, "the input", x, 2, 3);
    boolean batched = x.rank() == 3;
    Tensor s =
        Autocast.low(!batched ? x.unsqueeze(1) : options.batchFirst() ? x.transpose(0, 1) : x);
    if (s.size(2) != in)
      throw Check.shapeError(
          name,
          "the input has "
              + s.size(2)
              + " features, expected "
              + in
              + " in "
              + Check.shape(x.shape()));
    Check.sameDType(name, "the input", s, "the weight", value("weight_ih_l0"));
    if (s.size(0) == 0) throw Check.shapeError(name, "the sequence has no elements");
    Tensor[] r = layers(s, states, count, batched, null);
    r[0] = !batched ? r[0].squeeze(1) : options.batchFirst() ? r[0].transpose(0, 1) : r[0];
    return r;
  }

  /// As {@link #sequence} for sequences of different lengths.
  final Tensor[] packed(PackedSequence x, Tensor[] states, int count) {
    String name = getClass().getSimpleName();
    Tensor padded = Autocast.low(x.steps());
    if (padded.rank() != 3 || padded.size(2) != in)
      throw Check.shapeError(
          name, "the packed input must be (…×" + in + "), got " + Check.shape(x.data().shape()));
    Check.sameDType(name, "the input", padded, "the weight", value("weight_ih_l0"));
    Tensor[] begin = states == null ? null : states.clone();
    for (int i = 0; begin != null && i < count; i++)
      if (begin[i] != null) begin[i] = x.sorted(begin[i]);
    Tensor[] r = layers(padded, begin, count, true, new Ends(x));
    for (int i = 1; i <= count; i++) r[i] = x.unsorted(r[i]);
    return r;
  }

  /// Where sequences of different lengths end, and how they are read backwards.
  private record Ends(Tensor last, Tensor mirrored) {
    Ends(PackedSequence x) {
      long[] lengths = x.lengths();
      int n = lengths.length;
      int steps = x.batchSizes().length;
      long[] last = new long[n];
      long[] mirrored = new long[steps * n];
      for (int i = 0; i < n; i++) {
        last[i] = lengths[i] - 1;
        for (int t = 0; t < steps; t++)
          mirrored[t * n + i] = t < lengths[i] ? lengths[i] - 1 - t : t;
      }
      this(Tensor.of(last, 1, n, 1), Tensor.of(mirrored, steps, n, 1));
    }

    Tensor mirror(Tensor x) {
      return x.gather(0, mirrored.expand(x.shape()));
    }

    Tensor last(Tensor x) {
      return x.gather(0, last.expand(1, x.size(1), x.size(2))).squeeze(0);
    }
  }

  /// @param ends null where all sequences are of the same length
  private Tensor[] layers(Tensor s, Tensor[] states, int count, boolean batched, Ends ends) {
    String name = getClass().getSimpleName();
    long n = s.size(1);
    int directions = options.bidirectional() ? 2 : 1;
    long[] sizes = {options.projection() > 0 ? options.projection() : hidden, hidden};
    Tensor[] begin = new Tensor[count];
    for (int i = 0; i < count; i++) {
      long[] shape = {(long) options.layers() * directions, n, sizes[i]};
      begin[i] =
          states == null || states[i] == null
              ? Tensor.zeros(shape, s.dtype(), s.device())
              : Autocast.low(batched ? states[i] : states[i].unsqueeze(1));
      Check.sameDType(name, "the input", s, "the state", begin[i]);
      if (!java.util.Arrays.equals(begin[i].shape(), shape))
        throw Check.shapeError(
            name,
            "the state must be " + Check.shape(shape) + ", got " + Check.shape(begin[i].shape()));
    }
    List<List<Tensor>> finals = new ArrayList<>();
    for (int i = 0; i < count; i++) finals.add(new ArrayList<>());
    for (int l = 0; l < options.layers(); l++) {
      Tensor[] both = new Tensor[directions];
      for (int d = 0; d < directions; d++) {
        Tensor[] state = new Tensor[count];
        for (int i = 0; i < count; i++) state[i] = begin[i].select(0, (long) l * directions + d);
        String end = "_l" + l + (d == 1 ? "_reverse" : "");
        boolean mirror = d == 1 && ends != null;
        Tensor[] all = run(mirror ? ends.mirror(s) : s, state, end, d == 1 && !mirror);
        both[d] = mirror ? ends.mirror(all[0]) : all[0];
        for (int i = 0; i < count; i++)
          finals.get(i).add(ends == null ? last(all[i], d == 1) : ends.last(all[i]));
      }
      s = directions == 1 ? both[0] : Tensor.cat(2, both);
      if (options.dropout() > 0 && l + 1 < options.layers())
        s = F.dropout(s, options.dropout(), isTraining());
    }
    Tensor[] r = new Tensor[count + 1];
    r[0] = s;
    for (int i = 0; i < count; i++) {
      Tensor e = Tensor.stack(0, finals.get(i).toArray(Tensor[]::new));
      r[i + 1] = batched ? e : e.squeeze(1);
    }
    return r;
  }

  /// The parameter `name`, or null.
  final Tensor value(String name) {
    return Autocast.low(Param.orNull(weights.get(name)));
  }

  @Override
  protected String details() {
    RnnOptions o = options;
    return in
        + ", "
        + hidden
        + (o.projection() > 0 ? ", proj_size=" + o.projection() : "")
        + (o.layers() > 1 ? ", num_layers=" + o.layers() : "")
        + (o.bias() ? "" : ", bias=False")
        + (o.batchFirst() ? ", batch_first=True" : "")
        + (o.dropout() > 0 ? ", dropout=" + Sizes.num(o.dropout()) : "")
        + (o.bidirectional() ? ", bidirectional=True" : "");
  }
}
