package jotter.tensor.testkit.conformance.bind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jotter.tensor.Check;
import jotter.tensor.Index;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;
import jotter.tensor.testkit.conformance.Values.EllipsisValue;
import jotter.tensor.testkit.conformance.Values.SliceValue;
import jotter.tensor.testkit.conformance.Values.TupleValue;

/// Views, arrangement, joining and indexing.
public final class Shape {
  private Shape() {}

  public static void bind(Bindings b) {
    views(b);
    copies(b);
    pieces(b);
    joins(b);
    indexing(b);
    scatters(b);
  }

  private static void views(Bindings b) {
    b.on("torch.Tensor.H", "input", a -> transposed(a.t(0)).conj());
    b.on("torch.Tensor.T", "input", a -> reversed(a.t(0)));
    b.on("torch.Tensor.mH", "input", a -> a.t(0).mH());
    b.on("torch.Tensor.mT", "input", a -> a.t(0).mT());
    b.on("torch.Tensor.contiguous", "input memory_format", a -> a.t(0).contiguous());
    b.on("torch.Tensor.expand", "input size", a -> a.t(0).expand(a.sizes(1)));
    b.on("torch.Tensor.expand_as", "input other", a -> a.t(0).expandAs(a.t(1)));
    b.on("torch.Tensor.repeat", "input repeats", a -> a.t(0).repeat(a.sizes(1)));
    b.on("torch.Tensor.reshape_as", "input other", a -> a.t(0).reshapeAs(a.t(1)));
    b.on("torch.Tensor.view_as", "input other", a -> a.t(0).viewAs(a.t(1)));
    b.on("torch.Tensor.sum_to_size", "input size", a -> a.t(0).sumToSize(a.sizes(1)));
    b.on(
        "torch.Tensor.view",
        "input size dtype",
        a -> a.get(1) instanceof jotter.tensor.DType t ? a.t(0).view(t) : a.t(0).view(a.sizes(1)));
    b.on(
        "torch.Tensor.unfold",
        "input dimension size step",
        a -> a.t(0).unfold(a.i(1, 0), a.l(2, 0), a.l(3, 1)));
    b.on("broadcast_to", "input size", a -> a.t(0).broadcastTo(a.longs(1)));
    b.on("broadcast_tensors", "tensors", a -> Tensor.broadcastTensors(a.ts(0)));
    b.on(
        "broadcast_shapes",
        "shapes",
        a -> {
          long[] s = {};
          for (int i = 0; i < a.positional(); i++)
            s = Check.broadcast("broadcastShapes", s, a.longs(i));
          return s;
        });
    b.on("reshape", "input shape", a -> a.t(0).reshape(a.sizes(1)));
    b.on("ravel", "input", a -> a.t(0).ravel());
    b.on("flatten", "input start_dim end_dim", a -> a.t(0).flatten(a.i(1, 0), a.i(2, -1)));
    b.on("unflatten", "input dim sizes", a -> a.t(0).unflatten(a.i(1, 0), a.longs(2)));
    b.on("permute", "input dims", a -> a.t(0).permute(ints(a.sizes(1))));
    b.on("transpose", "input dim0 dim1", a -> a.t(0).transpose(a.i(1, 0), a.i(2, 0)));
    b.on("swapaxes", "input axis0 axis1", a -> a.t(0).transpose(a.i(1, 0), a.i(2, 0)));
    b.on("t", "input", a -> a.t(0).t());
    b.on("movedim", "input source destination", a -> a.t(0).movedim(a.ints(1), a.ints(2)));
    b.on("moveaxis", "input source destination", a -> a.t(0).movedim(a.ints(1), a.ints(2)));
    b.on("squeeze", "input dim", Shape::squeeze);
    b.on("unsqueeze", "input dim", a -> a.t(0).unsqueeze(a.i(1, 0)));
    b.on(
        "narrow",
        "input dim start length",
        a -> a.t(0).narrow(a.i(1, 0), a.num(2).longValue(), a.l(3, 0)));
    b.on("select", "input dim index", a -> a.t(0).select(a.i(1, 0), a.l(2, 0)));
    b.on(
        "diagonal",
        "input offset dim1 dim2",
        a -> a.t(0).diagonal(a.l(1, 0), a.i(2, 0), a.i(3, 1)));
    b.on(
        "as_strided",
        "input size stride storage_offset",
        a -> a.t(0).asStrided(a.longs(1), a.longs(2), a.l(3, a.t(0).layout().offset())));
    b.on("view_as_real", "input", a -> a.t(0).viewAsReal());
    b.on("view_as_complex", "input", a -> a.t(0).viewAsComplex());
    b.on("resolve_conj", "input", a -> a.t(0));
    b.on("resolve_neg", "input", a -> a.t(0));
    b.on("clone", "input memory_format", a -> a.t(0).clone());
    b.on("atleast_1d", "tensors", a -> each(a, Tensor::atleast1d));
    b.on("atleast_2d", "tensors", a -> each(a, Tensor::atleast2d));
    b.on("atleast_3d", "tensors", a -> each(a, Tensor::atleast3d));
  }

  private static Object each(Args a, java.util.function.UnaryOperator<Tensor> f) {
    Tensor[] r = Arrays.stream(a.ts(0)).map(f).toArray(Tensor[]::new);
    return r.length == 1 && !a.isList(0) ? r[0] : r;
  }

  private static Tensor transposed(Tensor x) {
    Check.value(x.rank() == 0 || x.rank() == 2, "H", "needs a matrix or a scalar");
    return x.t();
  }

  private static Tensor reversed(Tensor x) {
    int[] order = new int[x.rank()];
    for (int i = 0; i < order.length; i++) order[i] = order.length - 1 - i;
    return x.permute(order);
  }

  static int[] ints(long[] l) {
    return Arrays.stream(l).mapToInt(Math::toIntExact).toArray();
  }

  private static Tensor squeeze(Args a) {
    if (!a.has(1)) return a.t(0).squeeze();
    int[] d = a.ints(1);
    return d.length == 0 ? a.t(0) : a.t(0).squeeze(d);
  }

  /// The variants that copy what others view.
  private static void copies(Bindings b) {
    b.on("alias_copy", "input", a -> a.t(0).clone());
    b.on(
        "as_strided_copy",
        "input size stride storage_offset",
        a -> a.t(0).asStrided(a.longs(1), a.longs(2), a.l(3, a.t(0).layout().offset())).clone());
    b.on(
        "diagonal_copy",
        "input offset dim1 dim2",
        a -> a.t(0).diagonal(a.l(1, 0), a.i(2, 0), a.i(3, 1)).clone());
    b.on("expand_copy", "input size implicit", a -> a.t(0).expand(a.longs(1)).clone());
    b.on(
        "narrow_copy",
        "input dim start length",
        a -> a.t(0).narrow(a.i(1, 0), a.num(2).longValue(), a.l(3, 0)).clone());
    b.on("permute_copy", "input dims", a -> a.t(0).permute(ints(a.sizes(1))).clone());
    b.on("squeeze_copy", "input dim", a -> squeeze(a).clone());
    b.on("t_copy", "input", a -> a.t(0).t().clone());
    b.on("transpose_copy", "input dim0 dim1", a -> a.t(0).transpose(a.i(1, 0), a.i(2, 0)).clone());
    b.on("unsqueeze_copy", "input dim", a -> a.t(0).unsqueeze(a.i(1, 0)).clone());
    b.on(
        "unfold_copy",
        "input dimension size step",
        a -> a.t(0).unfold(a.i(1, 0), a.l(2, 0), a.l(3, 1)).clone());
    b.on("view_copy", "input size dtype", a -> a.t(0).view(a.longs(1)).clone());
    b.on("unbind_copy", "input dim", a -> cloned(a.t(0).unbind(a.i(1, 0))));
    b.on(
        "split_with_sizes_copy",
        "input split_sizes dim",
        a -> cloned(a.t(0).split(a.longs(1), a.i(2, 0))));
  }

  private static Tensor[] cloned(Tensor[] ts) {
    return Arrays.stream(ts).map(Tensor::clone).toArray(Tensor[]::new);
  }

  private static void pieces(Bindings b) {
    b.on("chunk", "input chunks dim", a -> a.t(0).chunk(a.i(1, 1), a.i(2, 0)));
    b.on("unsafe_chunk", "input chunks dim", a -> a.t(0).chunk(a.i(1, 1), a.i(2, 0)));
    b.on("split", "input split_size_or_sections dim", Shape::split);
    b.on("unsafe_split", "input split_size dim", Shape::split);
    b.on("split_with_sizes", "input split_sizes dim", Shape::split);
    b.on(
        "tensor_split",
        "input indices_or_sections dim",
        a -> {
          if (a.isNumber(1)) return a.t(0).tensorSplit(a.i(1, 1), a.i(2, 0));
          if (a.isTensor(1) && a.t(1).rank() == 0)
            return a.t(0).tensorSplit((int) a.t(1).itemLong(), a.i(2, 0));
          return a.t(0).tensorSplit(a.longs(1), a.i(2, 0));
        });
    b.on(
        "hsplit",
        "input indices_or_sections",
        a -> a.isNumber(1) ? a.t(0).hsplit(a.i(1, 1)) : a.t(0).hsplit(a.longs(1)));
    b.on(
        "vsplit",
        "input indices_or_sections",
        a -> a.isNumber(1) ? a.t(0).vsplit(a.i(1, 1)) : a.t(0).vsplit(a.longs(1)));
    b.on(
        "dsplit",
        "input indices_or_sections",
        a -> a.isNumber(1) ? a.t(0).dsplit(a.i(1, 1)) : a.t(0).dsplit(a.longs(1)));
    b.on("unbind", "input dim", a -> a.t(0).unbind(a.i(1, 0)));
    b.on("tile", "input dims", a -> a.t(0).tile(a.sizes(1)));
    b.on(
        "repeat_interleave",
        "input repeats dim output_size",
        a ->
            a.isTensor(1)
                ? a.t(0).repeatInterleave(a.t(1), a.integer(2))
                : a.t(0).repeatInterleave(a.l(1, 1), a.integer(2)));
    b.on("roll", "input shifts dims", a -> a.t(0).roll(a.longs(1), a.ints(2)));
    b.on(
        "rot90",
        "input k dims",
        a -> {
          int[] d = a.given(2) ? a.ints(2) : new int[] {0, 1};
          Check.value(d.length == 2, "rot90", "needs two dimensions, got " + d.length);
          return a.t(0).rot90(a.i(1, 1), d[0], d[1]);
        });
    b.on("flip", "input dims", a -> a.t(0).flip(ints(a.sizes(1))));
    b.on("fliplr", "input", a -> a.t(0).fliplr());
    b.on("flipud", "input", a -> a.t(0).flipud());
    b.on("tril", "input diagonal", a -> a.t(0).tril(a.l(1, 0)));
    b.on("triu", "input diagonal", a -> a.t(0).triu(a.l(1, 0)));
    b.on("diag", "input diagonal", a -> a.t(0).diag(a.l(1, 0)));
    b.on("diagflat", "input offset", a -> a.t(0).diagflat(a.l(1, 0)));
    b.on(
        "diag_embed",
        "input offset dim1 dim2",
        a -> a.t(0).diagEmbed(a.l(1, 0), a.i(2, -2), a.i(3, -1)));
  }

  private static Object split(Args a) {
    return a.isNumber(1) ? a.t(0).split(a.l(1, 1), a.i(2, 0)) : a.t(0).split(a.longs(1), a.i(2, 0));
  }

  private static void joins(Bindings b) {
    b.on("cat", "tensors dim", a -> Tensor.cat(a.i(1, 0), a.ts(0)));
    b.on("stack", "tensors dim", a -> Tensor.stack(a.i(1, 0), a.ts(0)));
    b.on("hstack", "tensors", a -> Tensor.hstack(a.ts(0)));
    b.on("vstack", "tensors", a -> Tensor.vstack(a.ts(0)));
    b.on("dstack", "tensors", a -> Tensor.dstack(a.ts(0)));
    b.on("column_stack", "tensors", a -> Tensor.columnStack(a.ts(0)));
    b.on("block_diag", "tensors", a -> Tensor.blockDiag(a.ts(0)));
    b.on("cartesian_prod", "tensors", a -> Tensor.cartesianProd(a.ts(0)));
    b.on(
        "combinations",
        "input r with_replacement",
        a -> Tensor.combinations(a.t(0), a.i(1, 2), a.b(2, false)));
    b.on(
        "meshgrid",
        "tensors indexing",
        a -> Tensor.meshgrid(a.keyword("indexing") instanceof String s ? s : "ij", a.ts(0)));
  }

  private static void indexing(Bindings b) {
    b.on("torch.Tensor.__getitem__", "input index", a -> a.t(0).get(index(a.get(1))));
    b.on("gather", "input dim index sparse_grad", a -> a.t(0).gather(a.i(1, 0), a.t(2)));
    b.on("index_select", "input dim index", a -> a.t(0).indexSelect(a.i(1, 0), a.t(2)));
    b.on("masked_select", "input mask", a -> a.t(0).maskedSelect(a.t(1)));
    b.on("take", "input index", a -> a.t(0).take(a.t(1)));
    b.on("take_along_dim", "input indices dim", a -> a.t(0).takeAlongDim(a.t(1), a.integer(2)));
    b.on("argwhere", "input", a -> a.t(0).argwhere());
    b.on(
        "nonzero", "input as_tuple", a -> a.b(1, false) ? a.t(0).nonzeroTuple() : a.t(0).nonzero());
    b.on(
        "nonzero_static",
        "input size fill_value",
        a -> a.t(0).nonzeroStatic(a.l(1, 0), a.l(2, -1)));
    b.on("unravel_index", "indices shape", a -> Tensor.unravelIndex(a.t(0), a.longs(1)));
  }

  static Index index(Object o) {
    List<Object> items = new ArrayList<>();
    for (Object i : o instanceof TupleValue t ? t.items() : Arrays.asList(o)) {
      items.add(
          switch (i) {
            case SliceValue s -> new Index.Range(s.start(), s.stop(), s.step());
            case EllipsisValue e -> Index.ELLIPSIS;
            case List<?> l -> list(l);
            case null -> null;
            default -> i;
          });
    }
    return Index.at(items.toArray());
  }

  private static Tensor list(List<?> l) {
    if (!l.isEmpty() && l.getFirst() instanceof Boolean) {
      boolean[] v = new boolean[l.size()];
      for (int i = 0; i < v.length; i++) v[i] = (Boolean) l.get(i);
      return Tensor.of(v);
    }
    return Tensor.of(l.stream().mapToLong(x -> ((Number) x).longValue()).toArray());
  }

  private static void scatters(Bindings b) {
    b.on(
        "scatter",
        "input dim index src value reduce",
        a -> {
          Object src = a.get(3) != null ? a.get(3) : a.named("value");
          Object reduce = a.named("reduce");
          if (reduce != null)
            return a.t(0)
                .scatterReduceWith(
                    a.i(1, 0), a.t(2), valueLike(a.t(0), src, a.t(2)), (String) reduce);
          return src instanceof Tensor t
              ? a.t(0).scatter(a.i(1, 0), a.t(2), t)
              : a.t(0).scatter(a.i(1, 0), a.t(2), number(src));
        });
    b.on("scatter_add", "input dim index src", a -> a.t(0).scatterAdd(a.i(1, 0), a.t(2), a.t(3)));
    b.on(
        "scatter_reduce",
        "input dim index src reduce include_self",
        a -> a.t(0).scatterReduce(a.i(1, 0), a.t(2), a.t(3), a.s(4, "sum"), a.b(5, true)));
    b.on(
        "index_add",
        "input dim index source alpha",
        a -> a.t(0).indexAdd(a.i(1, 0), a.t(2), a.t(3), a.num(4, 1)));
    b.on("index_copy", "input dim index source", a -> a.t(0).indexCopy(a.i(1, 0), a.t(2), a.t(3)));
    b.on(
        "index_fill",
        "input dim index value",
        a ->
            a.isTensor(3)
                ? a.t(0).indexFill(a.i(1, 0), a.t(2), a.t(3))
                : a.t(0).indexFill(a.i(1, 0), a.t(2), a.num(3)));
    b.on(
        "index_reduce",
        "input dim index source reduce include_self",
        a -> a.t(0).indexReduce(a.i(1, 0), a.t(2), a.t(3), a.s(4, "prod"), a.b(5, true)));
    b.on(
        "index_put",
        "input indices values accumulate",
        a -> a.t(0).indexPut(a.ts(1), a.t(2), a.b(3, false)));
    b.on(
        "masked_fill",
        "input mask value",
        a ->
            a.isTensor(2)
                ? a.t(0).maskedFill(a.t(1), a.t(2))
                : a.t(0).maskedFill(a.t(1), a.num(2)));
    b.on("masked_scatter", "input mask source", a -> a.t(0).maskedScatter(a.t(1), a.t(2)));
    b.on("put", "input index source accumulate", a -> a.t(0).put(a.t(1), a.t(2), a.b(3, false)));
    b.on(
        "select_scatter",
        "input src dim index",
        a -> a.t(0).selectScatter(a.t(1), a.i(2, 0), a.l(3, 0)));
    b.on(
        "slice_scatter",
        "input src dim start end step",
        a -> a.t(0).sliceScatter(a.t(1), a.i(2, 0), a.longOrNull(3), a.longOrNull(4), a.l(5, 1)));
    b.on(
        "diagonal_scatter",
        "input src offset dim1 dim2",
        a -> a.t(0).diagonalScatter(a.t(1), a.l(2, 0), a.i(3, 0), a.i(4, 1)));
    b.on(
        "as_strided_scatter",
        "input src size stride storage_offset",
        a ->
            a.t(0)
                .asStridedScatter(
                    a.t(1), a.longs(2), a.longs(3), a.l(4, a.t(0).layout().offset())));
    b.on("constant_pad_nd", "input pad value", a -> a.t(0).constantPad(a.longs(1), a.num(2, 0)));
  }

  private static Number number(Object o) {
    return o instanceof Boolean v ? (Number) (v ? 1L : 0L) : (Number) o;
  }

  private static Tensor valueLike(Tensor x, Object src, Tensor index) {
    return src instanceof Tensor t
        ? t
        : Tensor.full(new long[0], number(src), x.dtype()).expand(index.shape());
  }
}
