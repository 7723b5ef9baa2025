package jotter.tensor;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import jotter.tensor.diagnostics.Profile;
import jotter.tensor.op.Views;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Engines;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;
import jotter.tensor.spi.Storage;

/// An n-dimensional array of numbers of one type, on one device, that may remember how it was
/// computed.
///
/// A tensor is a {@link Storage} seen through a {@link Layout}. Views (slices, transposes,
/// reshapes) share the storage. Nothing has to be closed: memory comes back when nobody refers to
/// it.
///
/// ```java
/// Tensor x = Tensor.of(1f, 2f, 3f).requiresGrad_();
/// Tensor y = x.mul(x).sum();
/// y.backward();
/// x.grad(); // tensor([2., 4., 6.])
/// ```
///
/// The operations come from the interfaces by family: {@link PointwiseMethods}, {@link
/// ReductionMethods}, {@link MovementMethods}, {@link MatrixMethods}, {@link IndexMethods}, {@link
/// InPlaceMethods}; tensors are made by the static methods of {@link Creation} and {@link
/// Functions}, which are called through this class.
public final class Tensor extends Functions
    implements Block,
        PointwiseMethods,
        NumberMethods,
        SelectionMethods,
        ArrangeMethods,
        RandomMethods,
        ActivationMethods,
        ReductionMethods,
        MovementMethods,
        MatrixMethods,
        IndexMethods,
        SortMethods,
        StatisticsMethods,
        InPlaceMethods,
        Conversion {
  private Storage storage;
  private Layout layout;
  private final DType dtype;

  private GradNode node;
  private int nodeOutput;
  private boolean requiresGrad;

  /// Whether this leaf required a gradient at some time.
  private boolean parameter;

  private Tensor grad;

  /// Whether nobody but this tensor can know the memory of its gradient.
  private boolean gradIsSecret;

  /// The tensor that owns the memory this one looks at; null if it is that one itself.
  private Tensor base;

  /// How often the base's history had been rewritten when this view was made.
  private int baseHistory;

  /// How often an in-place operation rewrote this tensor's history through a view.
  private int history;

  private Layout viewLayout;
  private Object lastChange;
  private String label;
  private final String madeAt = Sites.here();

  private Tensor(Storage storage, Layout layout, DType dtype) {
    this.storage = storage;
    this.layout = layout;
    this.dtype = dtype;
  }

  /// A tensor over `storage`, for engines and readers; the layout must lie inside the storage.
  public static Tensor wrap(Storage storage, Layout layout, DType dtype) {
    long[] e = layout.extent();
    if (layout.numel() > 0 && (e[0] < 0 || e[1] >= storage.bytes() / dtype.bytes()))
      throw new IndexOutOfBoundsException(
          layout + " of " + dtype + " does not fit into " + storage.bytes() + " bytes");
    return new Tensor(storage, layout, dtype);
  }

  /// A tensor with undefined contents in the given layout (which must be dense, from offset 0).
  static Tensor allocate(Layout layout, DType dtype, Device device) {
    return allocate(layout.numel(), layout, dtype, device);
  }

  /// The same in memory for `reach` elements, all those that the layout reaches.
  static Tensor allocate(long reach, Layout layout, DType dtype, Device device) {
    Storage s;
    try {
      s = Engines.of(device).allocate(reach * dtype.bytes());
    } catch (OutOfMemoryError e) {
      throw LiveTensors.explain(e);
    }
    LiveTensors.made(s);
    Scope.allocated(s);
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.allocated(s);
    Profile profile = Profile.active();
    if (profile != null) profile.allocated(s.bytes());
    return new Tensor(s, layout, dtype);
  }

  @Override
  public Tensor self() {
    return this;
  }

  @Override
  public Storage storage() {
    return storage;
  }

  @Override
  public boolean isSteady() {
    boolean leaf = base == null ? parameter && isLeaf() : base.parameter && base.isLeaf();
    return leaf && !(requiresGrad() && Grad.isOn());
  }

  /// The address of the first element. Reading there is looking at values, which a graph that is
  /// being captured has to know. Who writes there calls {@link Storage#touch} afterwards: backward
  /// and what an engine keeps of weights go by that.
  @Override
  public long address() {
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.read(this);
    return Block.super.address();
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  public Device device() {
    return storage.device();
  }

  /// Where this tensor was made, as far as somebody said so by {@link Sites#here(String)}: in a
  /// notebook, the cell and its line. Otherwise null.
  public String madeAt() {
    return madeAt;
  }

  /// The engine that computes with this tensor.
  public Backend backend() {
    return Engines.of(storage.device());
  }

  /// The sizes of the dimensions.
  public long[] shape() {
    return layout.shape().clone();
  }

  /// The size of dimension `dim`; -1 is the last.
  public long size(int dim) {
    if (layout.rank() == 0)
      throw Check.indexError("size", "a 0-d tensor has no dimensions, got " + dim);
    return layout.shape()[Check.dim("size", dim, layout.rank())];
  }

  /// The number of dimensions.
  public int rank() {
    return layout.rank();
  }

  /// The number of elements.
  public long numel() {
    return layout.numel();
  }

  /// Elements between neighbours along each dimension.
  public long[] strides() {
    return layout.strides().clone();
  }

  public boolean isContiguous() {
    return layout.isContiguous();
  }

  public boolean isFloatingPoint() {
    return dtype.isFloatingPoint();
  }

  public boolean isComplex() {
    return dtype.isComplex();
  }

  /// Bytes of the elements (views that share memory count each for itself).
  public long nbytes() {
    return numel() * dtype.bytes();
  }

  // ---- autograd ----

  /// Whether a gradient flows back to or through this tensor.
  public boolean requiresGrad() {
    return requiresGrad || node != null && node.op != null;
  }

  /// Whether this tensor was made by the user and not by a recorded operation.
  public boolean isLeaf() {
    return node == null || node.op == null;
  }

  /// Lets gradients accumulate in this leaf.
  public Tensor requiresGrad_() {
    return requiresGrad_(true);
  }

  /// Lets gradients accumulate in this leaf, or no longer.
  public Tensor requiresGrad_(boolean on) {
    if (on && !dtype.isDifferentiable())
      throw Check.gradError(
          "requiresGrad_",
          "only floating-point and complex tensors have gradients, got "
              + dtype
              + "; use x.to(DType.FLOAT32)");
    if (!isLeaf()) {
      if (on) return this;
      throw Check.gradError(
          "requiresGrad_",
          "this tensor is a result of "
              + node.name()
              + "; use detach() for a tensor without history");
    }
    requiresGrad = on;
    parameter |= on;
    if (!on) node = null;
    return this;
  }

  /// The gradient that backward left here, or null.
  public Tensor grad() {
    gradIsSecret = false;
    return grad;
  }

  /// The gradient for somebody who will not keep it.
  Tensor lentGrad() {
    return grad;
  }

  /// Replaces the gradient; null clears it.
  public void setGrad(Tensor g) {
    if (g != null) {
      Check.sameShape("setGrad", "the gradient", g, "the tensor", this);
      Check.sameDType("setGrad", "the gradient", g, "the tensor", this);
    }
    // A gradient that nobody asked for is free at once: the next backward will take its memory.
    if (gradIsSecret && g != grad) grad.storage().release();
    gradIsSecret = false;
    grad = g;
  }

  /// The operation that made this tensor, or null.
  public GradNode gradNode() {
    refreshView();
    return node != null && node.op != null ? node : null;
  }

  /// Which output of {@link #gradNode} this is.
  public int outputIndex() {
    return nodeOutput;
  }

  /// The same values without history: a view that gradients do not flow through.
  public Tensor detach() {
    Tensor t = new Tensor(storage, layout, dtype);
    t.lastChange = lastChange;
    return t;
  }

  /// Forgets the history.
  public Tensor detach_() {
    node = null;
    nodeOutput = 0;
    requiresGrad = false;
    base = null;
    return this;
  }

  /// Keeps the gradient of this tensor although it is no leaf.
  public Tensor retainGrad() {
    if (!requiresGrad())
      throw Check.gradError("retainGrad", "this tensor does not require a gradient");
    if (!isLeaf()) edge().retain(nodeOutput, this);
    return this;
  }

  /// Calls `hook` with the gradient of this tensor each time it is computed; what it returns,
  /// unless null, takes the gradient's place. The result removes the hook when run.
  public Runnable registerHook(UnaryOperator<Tensor> hook) {
    if (!requiresGrad())
      throw Check.gradError(
          "registerHook", "this tensor does not require a gradient; call requiresGrad_() first");
    GradNode n = edge();
    n.addHook(nodeOutput, hook);
    return () -> n.removeHook(hook);
  }

  /// Computes the gradients of this scalar for all leaves, adding them to their `grad()`.
  public void backward() {
    backward(null, false, false);
  }

  /// As {@link #backward()} for a tensor of any shape, given the gradient that it has itself.
  public void backward(Tensor gradient) {
    backward(gradient, false, false);
  }

  /// Computes the gradients of all leaves.
  ///
  /// @param gradient this tensor's own gradient; null for a scalar
  /// @param retainGraph keep the graph for another backward
  /// @param createGraph record the computation of the gradients too, for gradients of gradients
  public void backward(Tensor gradient, boolean retainGraph, boolean createGraph) {
    Autograd.backward(
        new Tensor[] {this}, new Tensor[] {gradient}, retainGraph || createGraph, createGraph);
  }

  /// The node that gets this tensor's gradient.
  GradNode edge() {
    refreshView();
    if (node == null) node = new GradNode(this);
    return node;
  }

  int edgeOutput() {
    return nodeOutput;
  }

  void setNode(GradNode n, int output) {
    node = n;
    nodeOutput = output;
  }

  /// Adds `g` to the gradient.
  ///
  /// @param secret whether nobody but the caller can know its memory
  void accumulate(Tensor g, boolean secret) {
    if (grad == null) {
      // The first gradient is kept as it is unless somebody else may hold it too.
      grad = g;
      gradIsSecret = secret;
    } else if (g.requiresGrad() || grad.requiresGrad()) {
      grad = grad.add(g);
      gradIsSecret = false;
    } else {
      grad.add_(g);
    }
    Scope.keep(grad);
  }

  /// This tensor's memory without its history; the tensor itself where it has none.
  public Tensor raw() {
    if (!requiresGrad()) return this;
    Tensor t = new Tensor(storage, layout, dtype);
    // Where nothing is recorded, a weight is one in a compiled graph as well.
    t.parameter = isSteady();
    return t;
  }

  /// Another tensor object of the same memory.
  Tensor alias() {
    return new Tensor(storage, layout, dtype);
  }

  Tensor through(Layout l) {
    return new Tensor(storage, l, dtype);
  }

  Tensor expandRaw(long[] shape) {
    return new Tensor(storage, new Views.Expand(shape).apply(layout), dtype);
  }

  void setBase(Tensor x) {
    base = x.base == null ? x : x.base;
    baseHistory = base.history;
    viewLayout = layout;
  }

  /// The tensor whose memory this one is a view of, or null.
  public Tensor base() {
    return base;
  }

  // ---- changes in place ----

  /// The operation that last changed this tensor in place, for messages: its text is its name.
  Object lastChange() {
    return base != null ? base.lastChange : lastChange;
  }

  /// Throws if `op`, whose text is its name, must not change this tensor.
  void checkInPlace(Object op, boolean record) {
    if (record && isLeaf() && requiresGrad)
      throw Check.gradError(
          op.toString(),
          "a leaf that requires a gradient cannot be changed in place while gradients are recorded;"
              + " wrap the change in Grad.off(() -> ...)");
    if (record && base != null && base.isLeaf() && base.requiresGrad)
      throw Check.gradError(
          op.toString(),
          "this is a view of a leaf that requires a gradient, which cannot be changed in place while"
              + " gradients are recorded; wrap the change in Grad.off(() -> ...)");
    for (int i = 0; i < layout.rank(); i++)
      if (layout.strides()[i] == 0 && layout.shape()[i] > 1)
        throw Check.valueError(
            op.toString(),
            "several elements of the expanded tensor "
                + Check.shape(layout.shape())
                + " share one place in memory; clone() it before changing it");
  }

  /// Notes that the memory was changed by `op`, whose text is its name.
  void changed(Object op) {
    storage.touch();
    lastChange = op;
    if (base != null) base.lastChange = op;
  }

  /// A tensor that stands for this one as it is now in the history.
  Tensor snapshot() {
    Tensor t = new Tensor(storage, layout, dtype);
    if (requiresGrad()) {
      t.node = edge();
      t.nodeOutput = nodeOutput;
      t.requiresGrad = requiresGrad;
    }
    return t;
  }

  Tensor withGradOf(Tensor other) {
    requiresGrad = other.requiresGrad;
    node = other.node;
    nodeOutput = other.nodeOutput;
    return this;
  }

  /// Makes `n` the origin of this tensor after a change in place; a view's base learns of it.
  void rebase(GradNode n) {
    if (base == null) {
      node = n;
      nodeOutput = 0;
      requiresGrad = false;
      history++;
      return;
    }
    Tensor before = base.snapshot();
    Views.CopySlices op = new Views.CopySlices(base.layout, layout, n);
    GradNode whole = new GradNode(op, n, before);
    base.node = whole;
    base.nodeOutput = 0;
    base.requiresGrad = false;
    base.history++;
    refreshView();
  }

  /// A view whose base was changed through another view gets its history from the base again.
  private void refreshView() {
    if (base == null || base.history == baseHistory) return;
    baseHistory = base.history;
    if (!base.requiresGrad()) return;
    GradNode n =
        new GradNode(Views.ViewAs.of(base.layout, viewLayout), new Tensor[] {base.snapshot()}, 1);
    n.setOutput(0, this);
    node = n;
    nodeOutput = 0;
  }

  /// Replaces memory and layout, for `set_` and `resize_`.
  void replace(Storage s, Layout l) {
    storage = s;
    layout = l;
  }

  /// A copy with memory of its own, through which gradients flow.
  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public Tensor clone() {
    return copyOf(this);
  }

  // ---- values ----

  /// The only element as a double. Throws if there are more, or if it is complex.
  public double item() {
    checkItem();
    if (dtype.isComplex()) return itemComplex().doubleValue();
    return Memory.getDouble(dtype, host().address());
  }

  /// The only element as a long, exactly for integer types.
  public long itemLong() {
    checkItem();
    return Memory.getLong(dtype, host().address());
  }

  /// The only element as a truth value: whether it is not zero.
  public boolean itemBoolean() {
    checkItem();
    Tensor h = host();
    return Memory.getDouble(dtype, h.address()) != 0 || Memory.getImag(dtype, h.address()) != 0;
  }

  /// The only element as a complex number.
  public Complex itemComplex() {
    checkItem();
    Tensor h = host();
    return Complex.of(Memory.getDouble(dtype, h.address()), Memory.getImag(dtype, h.address()));
  }

  private void checkItem() {
    if (layout.numel() != 1)
      throw Check.shapeError(
          "item",
          "needs a tensor with one element, got "
              + Check.shape(layout.shape())
              + "; pick one with get(...), or reduce with sum(), mean(), ...");
  }

  /// This tensor in the processor's memory.
  Tensor host() {
    return device().isCpu() ? this : to(Device.CPU);
  }

  /// Gives the tensor a name, shown in graphs; returns the tensor.
  public Tensor named(String name) {
    label = name;
    return this;
  }

  /// The name given by {@link #named}, or null.
  public String name() {
    return label;
  }

  @Override
  public String toString() {
    return Printer.toString(this);
  }

  /// The text with other options than {@link PrintOptions#get}.
  public String toString(PrintOptions options) {
    return Printer.toString(this, options);
  }

  /// Whether `other` is a tensor of the same type and shape with the same elements (NaN is not
  /// equal to itself). For element-wise comparison use `eq`.
  public boolean equal(Tensor other) {
    if (!Arrays.equals(layout.shape(), other.layout.shape())) return false;
    return Grad.off(() -> raw().eq(other.raw()).all().itemBoolean());
  }
}
