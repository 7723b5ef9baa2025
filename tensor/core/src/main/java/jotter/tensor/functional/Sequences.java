package jotter.tensor.functional;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Bags of vectors, attention with several heads, and alignment of sequences.
public abstract sealed class Sequences extends Sampling permits jotter.tensor.F {
  protected Sequences() {}

  /// {@link #embedding}, whose gradient is divided by how often a row was used if `byFrequency`.
  public static Tensor embedding(
      Tensor indices, Tensor weight, Long paddingIndex, boolean byFrequency) {
    if (!byFrequency) return embedding(indices, weight, paddingIndex);
    Tensor scale = frequencies(indices.reshape(-1), weight.size(0), weight.dtype());
    Tensor y = embedding(indices, weight, paddingIndex);
    Tensor s = scale.reshape(indices.shape()).unsqueeze(-1);
    // The value stays, the gradient is scaled.
    Tensor scaled = y.mul(s);
    return scaled.add(y.detach().sub(scaled.detach()));
  }

  private static Tensor frequencies(Tensor flat, long rows, DType type) {
    Tensor counts =
        Tensor.zeros(new long[] {rows}, type).indexAdd(0, flat, Tensor.ones(flat.shape(), type), 1);
    return counts.indexSelect(0, flat).reciprocal();
  }

  /// The sums, means or maxima of bags of rows, without the rows themselves being kept.
  ///
  /// @param indices a matrix of a bag in each row, or a vector with `offsets` telling where bags
  ///   begin
  /// @param mode sum, mean or max
  /// @param weights a factor for each index (sum only), or null
  /// @param lastOffset whether the last offset is the end of the last bag
  public static Tensor embeddingBag(
      Tensor indices,
      Tensor weight,
      Tensor offsets,
      String mode,
      Tensor weights,
      boolean lastOffset,
      Long paddingIndex,
      boolean byFrequency) {
    String op = "embeddingBag";
    Check.index(op, "the indices", indices);
    long bags;
    Tensor bag;
    if (indices.rank() == 2) {
      Check.value(offsets == null, op, "offsets are for a vector of indices only");
      bags = indices.size(0);
      bag = Tensor.arange(bags).unsqueeze(1).expand(indices.shape()).reshape(-1);
    } else {
      Check.rank(op, "the indices", indices, 1, 2);
      Check.value(offsets != null, op, "a vector of indices needs offsets");
      long[] o = offsets.toLongArray();
      bags = o.length - (lastOffset ? 1 : 0);
      Check.value(o.length > 0 && o[0] == 0, op, "the first offset must be 0");
      long[] b = new long[Math.toIntExact(indices.numel())];
      for (int i = 0; i < bags; i++) {
        long end = i + 1 < o.length ? o[i + 1] : b.length;
        Check.value(
            end >= o[i] && end <= b.length, op, "offsets must rise and stay below " + b.length);
        for (long k = o[i]; k < end; k++) b[(int) k] = i;
      }
      bag = Tensor.of(b);
    }
    Tensor flat = indices.reshape(-1).to(DType.INT64);
    Tensor w = weights == null ? null : weights.reshape(-1);
    if (w != null)
      Check.value(mode.equals("sum"), op, "weights are for mode sum only, got " + mode);
    if (paddingIndex != null) {
      long pad = paddingIndex < 0 ? paddingIndex + weight.size(0) : paddingIndex;
      Tensor keep = flat.ne(pad).nonzero().reshape(-1);
      flat = flat.indexSelect(0, keep);
      bag = bag.indexSelect(0, keep);
      if (w != null) w = w.indexSelect(0, keep);
    }
    Tensor rows = embedding(flat, weight, null, byFrequency);
    if (w != null) rows = rows.mul(w.unsqueeze(1));
    Tensor zeros = Tensor.zeros(new long[] {bags, weight.size(1)}, weight.dtype());
    return switch (mode) {
      case "sum" -> zeros.indexAdd(0, bag, rows, 1);
      case "mean" -> {
        Tensor count =
            Tensor.zeros(new long[] {bags}, weight.dtype())
                .indexAdd(0, bag, Tensor.ones(bag.shape(), weight.dtype()), 1)
                .clampMin(1);
        yield zeros.indexAdd(0, bag, rows, 1).div(count.unsqueeze(1));
      }
      case "max" -> largest(zeros, bag, rows);
      default -> throw Check.valueError(op, "the mode must be sum, mean or max, got " + mode);
    };
  }

  /// The first of the largest elements of each bag, to which alone the gradient goes.
  private static Tensor largest(Tensor zeros, Tensor bag, Tensor rows) {
    long n = rows.size(0);
    if (n == 0) return zeros;
    Tensor where = bag.unsqueeze(1).expand(rows.shape());
    Tensor max = zeros.scatterReduce(0, where, rows.detach(), "amax", false);
    Tensor hit = rows.detach().eq(max.gather(0, where));
    Tensor number = Tensor.arange(n).unsqueeze(1).expand(rows.shape());
    Tensor candidate = Tensor.where(hit, number, Tensor.full(new long[0], n, DType.INT64));
    Tensor first =
        Tensor.full(zeros.shape(), n, DType.INT64).scatterReduce(0, where, candidate, "amin", true);
    Tensor some = first.lt(n);
    Tensor safe = Tensor.where(some, first, Tensor.zerosLike(first));
    return Tensor.where(some, rows.gather(0, safe), zeros);
  }

  /// Weights of {@link #multiHeadAttention}: the three input maps in one (3E×E), or apart.
  public record AttentionWeights(
      Tensor in,
      Tensor inBias,
      Tensor biasK,
      Tensor biasV,
      Tensor out,
      Tensor outBias,
      Tensor q,
      Tensor k,
      Tensor v) {}

  /// Options of {@link #multiHeadAttention}.
  ///
  /// @param zeroAttention one more key and value of zeros
  /// @param keyPadding bool (true: not a key) or numbers to be added, (N×S) or null
  /// @param needWeights whether the weights are given too
  /// @param mask bool (true: may not look) or numbers to be added, (L×S) or (N·heads×L×S), or null
  /// @param average whether the weights are the mean over heads
  public record AttentionOptions(
      boolean zeroAttention,
      double dropout,
      boolean training,
      Tensor keyPadding,
      boolean needWeights,
      Tensor mask,
      boolean average) {}

  /// Attention of several heads side by side: query (L×N×E), key and value (S×N×E), or without
  /// batch. Gives the output (L×N×E) and the weights (N×L×S), null if they are not wanted. Vaswani
  /// et al. 2017, arXiv:1706.03762.
  public static Tensor[] multiHeadAttention(
      Tensor query, Tensor key, Tensor value, int heads, AttentionWeights w, AttentionOptions o) {
    String op = "multiHeadAttention";
    boolean batched = query.rank() == 3;
    Check.rank(op, "the query", query, 2, 3);
    Tensor x = batched ? query : query.unsqueeze(1);
    Tensor kx = batched ? key : key.unsqueeze(1);
    Tensor vx = batched ? value : value.unsqueeze(1);
    long l = x.size(0);
    long n = x.size(1);
    long e = x.size(2);
    Check.that(e % heads == 0, op, "the " + e + " features do not divide into " + heads + " heads");
    long d = e / heads;
    Tensor[] b = w.inBias == null ? new Tensor[3] : w.inBias.chunk(3, 0);
    Tensor q;
    Tensor k;
    Tensor v;
    if (w.in != null && query == key && key == value) {
      // Self-attention: one product for all three.
      Tensor[] all = linear(x, w.in, w.inBias).chunk(3, -1);
      q = all[0];
      k = all[1];
      v = all[2];
    } else {
      Tensor[] m = w.in == null ? new Tensor[] {w.q, w.k, w.v} : w.in.chunk(3, 0);
      q = linear(x, m[0], b[0]);
      k = linear(kx, m[1], b[1]);
      v = linear(vx, m[2], b[2]);
    }
    Tensor mask = additive(o.mask, q.dtype());
    Tensor padding = additive(o.keyPadding, q.dtype());
    if (padding != null && !batched) padding = padding.unsqueeze(0);
    if (w.biasK != null) {
      k = Tensor.cat(0, k, w.biasK.repeat(1, n, 1));
      v = Tensor.cat(0, v, w.biasV.repeat(1, n, 1));
      mask = oneMore(mask);
      padding = oneMore(padding);
    }
    double dropout = o.training ? o.dropout : 0;
    if (!o.needWeights && !o.zeroAttention && w.biasK == null) {
      Tensor added = added(mask, padding, n, heads);
      Tensor seen =
          scaledDotProductAttention(
              byHead(q, heads),
              byHead(k, heads),
              byHead(v, heads),
              added,
              dropout,
              false,
              null,
              false);
      Tensor y = linear(seen.permute(2, 0, 1, 3).reshape(l, n, e), w.out, w.outBias);
      return new Tensor[] {batched ? y : y.squeeze(1), null};
    }
    q = q.reshape(l, n * heads, d).transpose(0, 1);
    k = k.reshape(k.size(0), n * heads, d).transpose(0, 1);
    v = v.reshape(v.size(0), n * heads, d).transpose(0, 1);
    if (o.zeroAttention) {
      Tensor zero = Tensor.zeros(new long[] {n * heads, 1, d}, q.dtype());
      k = Tensor.cat(1, k, zero);
      v = Tensor.cat(1, v, zero);
      mask = oneMore(mask);
      padding = oneMore(padding);
    }
    long s = k.size(1);
    Tensor scores = q.mul(1 / Math.sqrt(d)).matmul(k.mT());
    if (mask != null) scores = scores.add(mask);
    if (padding != null)
      scores =
          scores.reshape(n, heads, l, s).add(padding.reshape(n, 1, 1, s)).reshape(n * heads, l, s);
    Tensor weights = scores.softmax(-1);
    Tensor used = dropout > 0 ? dropout(weights, dropout, true) : weights;
    Tensor y = linear(used.matmul(v).transpose(0, 1).reshape(l, n, e), w.out, w.outBias);
    Tensor seen = null;
    if (o.needWeights) {
      seen = used.reshape(n, heads, l, s);
      if (o.average) seen = seen.mean(1);
      if (!batched) seen = seen.squeeze(0);
    }
    return new Tensor[] {batched ? y : y.squeeze(1), seen};
  }

  /// (L×N×E) as (N×heads×L×E/heads), a view.
  private static Tensor byHead(Tensor x, int heads) {
    return x.unflatten(2, heads, x.size(2) / heads).permute(1, 2, 0, 3);
  }

  /// What is added to the scores (N×heads×L×S) of both masks, or null.
  private static Tensor added(Tensor mask, Tensor padding, long n, long heads) {
    Tensor pairs = mask != null && mask.rank() == 3 ? mask.unflatten(0, n, heads) : mask;
    if (padding == null) return pairs;
    Tensor keys = padding.unsqueeze(1).unsqueeze(1);
    return pairs == null ? keys : pairs.add(keys);
  }

  private static Tensor additive(Tensor mask, DType type) {
    if (mask == null || mask.dtype() != DType.BOOL) return mask;
    return Tensor.zeros(mask.shape(), type).maskedFill(mask, Double.NEGATIVE_INFINITY);
  }

  private static Tensor oneMore(Tensor mask) {
    return mask == null ? null : mask.constantPad(new long[] {0, 1}, 0);
  }

  /// The distances of all pairs of rows i < j.
  public static Tensor pdist(Tensor x, double p) {
    Check.rank("pdist", "x", x, 2);
    Check.value(p >= 0, "pdist", "p must not be negative, got " + p);
    long n = x.size(0);
    Tensor pairs = Tensor.triuIndices(n, n, 1, DType.INT64);
    Tensor d = x.indexSelect(0, pairs.select(0, 0)).sub(x.indexSelect(0, pairs.select(0, 1)));
    return Distances.norm(d, p, new int[] {1}, false);
  }

  /// The probability of a labelling, over all alignments with blanks. Graves et al. 2006.
  ///
  /// @param logs log-probabilities (T×N×C) or (T×C)
  /// @param targets labels (N×S), or one behind the other
  /// @param inputLengths how many of the T steps of each sequence count
  /// @param targetLengths how many labels each sequence has
  /// @param zeroInfinity whether impossible alignments count as 0 instead of ∞
  public static Tensor ctcLoss(
      Tensor logs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      long blank,
      String reduction,
      boolean zeroInfinity) {
    String op = "ctcLoss";
    Check.rank(op, "the log-probabilities", logs, 2, 3);
    boolean batched = logs.rank() == 3;
    Tensor x = batched ? logs : logs.unsqueeze(1);
    int n = Math.toIntExact(x.size(1));
    Check.value(
        inputLengths.length == n && targetLengths.length == n,
        op,
        "needs a length for each of the " + n + " sequences");
    Check.value(
        blank >= 0 && blank < x.size(2), op, "the blank " + blank + " is not one of the classes");
    long[] flat = targets.reshape(-1).toLongArray();
    boolean matrix = targets.rank() == 2;
    int most = (int) Arrays.stream(targetLengths).max().orElse(0);
    int width = 2 * most + 1;
    long[] labels = new long[n * width];
    boolean[] skip = new boolean[n * width];
    int at = 0;
    for (int i = 0; i < n; i++) {
      Check.value(
          inputLengths[i] >= 0 && inputLengths[i] <= x.size(0),
          op,
          "input length " + inputLengths[i] + " is more than the " + x.size(0) + " steps");
      Arrays.fill(labels, i * width, (i + 1) * width, blank);
      int from = matrix ? (int) (i * targets.size(1)) : at;
      for (int k = 0; k < targetLengths[i]; k++) {
        Check.value(from + k < flat.length, op, "there are fewer targets than the lengths say");
        long label = flat[from + k];
        Check.value(
            label >= 0 && label < x.size(2), op, "label " + label + " is not one of the classes");
        labels[i * width + 2 * k + 1] = label;
        skip[i * width + 2 * k + 1] = k > 0 && label != flat[from + k - 1];
      }
      at += (int) targetLengths[i];
    }
    Tensor loss =
        alignments(
            x,
            Tensor.of(labels).reshape(n, width),
            Tensor.of(skip).reshape(n, width),
            inputLengths,
            targetLengths);
    if (zeroInfinity) {
      Tensor bad = loss.detach().gt(1e20);
      loss = Tensor.where(bad, Tensor.zerosLike(loss.detach()), loss);
    } else {
      Tensor bad = loss.detach().gt(1e20);
      loss = Tensor.where(bad, Tensor.fullLike(loss.detach(), Double.POSITIVE_INFINITY), loss);
    }
    if (reduction.equals("mean")) {
      double[] lengths = Arrays.stream(targetLengths).mapToDouble(v -> Math.max(v, 1)).toArray();
      return loss.div(Tensor.of(lengths).to(loss.dtype())).mean();
    }
    if (reduction.equals("none")) return batched ? loss : loss.squeeze(0);
    return reduce(op, loss, reduction);
  }

  /// -log Σ over alignments for each sequence, by the forward recursion in logarithms. Impossible
  /// is a large negative number rather than -∞, whose differences would be NaN.
  private static Tensor alignments(
      Tensor x, Tensor labels, Tensor skip, long[] inputs, long[] targets) {
    int n = Math.toIntExact(x.size(1));
    long width = labels.size(1);
    double never = -1e30;
    Tensor none = Tensor.full(new long[] {n, 1}, never, x.dtype());
    Tensor place = Tensor.arange(width);
    Tensor low = Tensor.full(new long[] {n, width}, never, x.dtype());
    Tensor alpha = null;
    Tensor lengths = Tensor.of(inputs);
    Tensor ghost = null;
    for (long t = 0; t < x.size(0); t++) {
      Tensor step = x.select(0, t);
      Tensor p = step.gather(1, labels);
      Tensor active = lengths.gt(t).unsqueeze(1);
      Tensor next;
      if (t == 0) {
        next = Tensor.where(place.lt(2), p, low);
        alpha = Tensor.where(active, next, Tensor.where(place.eq(0), low.mul(0), low));
      } else {
        Tensor one = width > 1 ? Tensor.cat(1, none, alpha.narrow(1, 0, width - 1)) : none;
        Tensor two = width > 2 ? Tensor.cat(1, none, none, alpha.narrow(1, 0, width - 2)) : low;
        Tensor sum = alpha.logaddexp(one);
        sum = Tensor.where(skip, sum.logaddexp(two), sum);
        next = sum.add(p);
        alpha = Tensor.where(active, next, alpha);
      }
      // The reference's gradient is that of softmax with the loss: it has the probabilities
      // themselves in it. They cancel for inputs that are log-softmax outputs.
      Tensor probabilities = step.exp();
      Tensor extra =
          Tensor.where(
              active,
              probabilities.sub(probabilities.detach()),
              Tensor.zeros(new long[0], x.dtype()));
      ghost = ghost == null ? extra.sum(1) : ghost.add(extra.sum(1));
    }
    long[] ends = new long[n];
    for (int i = 0; i < n; i++) ends[i] = 2 * targets[i];
    Tensor end = Tensor.of(ends).unsqueeze(1);
    Tensor last = alpha.gather(1, end).squeeze(1);
    Tensor before = alpha.gather(1, end.sub(1).clampMin(0)).squeeze(1);
    Tensor has = end.squeeze(1).gt(0);
    Tensor total = Tensor.where(has, last.logaddexp(before), last);
    return total.neg().add(ghost);
  }
}
