package jotter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import jotter.tensor.diagnostics.Profile;
import jotter.tensor.op.Family;
import jotter.tensor.op.Movement;
import jotter.tensor.op.Op;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Saved;
import jotter.tensor.spi.Storage;

/// One recorded operation: where its inputs came from and what its gradient needs to see.
///
/// A leaf that requires a gradient has a node without operation, in which its gradient accumulates.
public final class GradNode implements Saved {
  private static final AtomicLong COUNTER = new AtomicLong();

  /// The order of creation; backward visits the youngest first. A node is numbered after the nodes
  /// that it needed (a leaf's may be made only then), and leaves come last of all.
  final long sequence;

  final Op op;
  final GradNode[] next;
  final int[] nextOutput;
  private final long[][] inputShapes;
  private final DType[] inputTypes;
  final Device device;
  private Tensor[] inputs;
  private int[] inputVersions;
  private Tensor[] outputs;
  private int[] outputVersions;
  private final long[][] outputShapes;
  private final DType[] outputTypes;
  private boolean freed;

  /// The leaf whose gradient accumulates here, if this is a leaf's node.
  final Tensor leaf;

  /// What to do to the gradient of an output before it is used; made when the first one comes.
  private List<Hook> hooks;

  /// Where the operation was called, in anomaly mode.
  String site;

  /// The path of the layer that called the operation, if one did.
  String scope;

  private record Hook(int output, UnaryOperator<Tensor> change, boolean retain, Tensor target) {}

  GradNode(Op op, Tensor[] in, int outputs) {
    this.op = op;
    this.leaf = null;
    int n = in.length;
    next = new GradNode[n];
    nextOutput = new int[n];
    inputShapes = new long[n][];
    inputTypes = new DType[n];
    Device d = Device.CPU;
    for (int i = 0; i < n; i++) {
      Tensor t = in[i];
      if (t == null) continue;
      d = t.device();
      inputShapes[i] = t.layout().shape();
      inputTypes[i] = t.dtype();
      if (t.requiresGrad()) {
        next[i] = t.edge();
        nextOutput[i] = t.edgeOutput();
      }
    }
    device = d;
    outputShapes = new long[outputs][];
    outputTypes = new DType[outputs];
    sequence = COUNTER.getAndIncrement();
  }

  /// The node in which `leaf`'s gradient accumulates.
  GradNode(Tensor leaf) {
    this.op = null;
    this.leaf = leaf;
    next = new GradNode[0];
    nextOutput = new int[0];
    inputShapes = new long[0][];
    inputTypes = new DType[0];
    device = leaf.device();
    outputShapes = new long[][] {leaf.layout().shape()};
    outputTypes = new DType[] {leaf.dtype()};
    sequence = -1;
  }

  /// Copies the edges of `other`, but with `first` as the first one.
  GradNode(Op op, GradNode other, Tensor first) {
    this.op = op;
    this.leaf = null;
    next = other.next.clone();
    nextOutput = other.nextOutput.clone();
    inputShapes = other.inputShapes.clone();
    inputTypes = other.inputTypes.clone();
    next[0] = first.requiresGrad() ? first.edge() : null;
    nextOutput[0] = first.requiresGrad() ? first.edgeOutput() : 0;
    inputShapes[0] = first.layout().shape();
    inputTypes[0] = first.dtype();
    device = other.device;
    outputShapes = new long[][] {inputShapes[0]};
    outputTypes = new DType[] {inputTypes[0]};
    sequence = COUNTER.getAndIncrement();
  }

  void keepInput(int i, Tensor t) {
    if (inputs == null) {
      inputs = new Tensor[next.length];
      inputVersions = new int[next.length];
    }
    inputs[i] = t;
    inputVersions[i] = t.storage().version();
  }

  void setOutput(int i, Tensor t) {
    outputShapes[i] = t.layout().shape();
    outputTypes[i] = t.dtype();
  }

  void keepOutput(int i, Tensor t) {
    if (outputs == null) {
      outputs = new Tensor[outputShapes.length];
      outputVersions = new int[outputShapes.length];
    }
    outputs[i] = t;
    outputVersions[i] = t.storage().version();
  }

  /// The operation, null for the node of a leaf.
  public Op op() {
    return op;
  }

  /// The operation's name; `accumulate` for a leaf.
  public String name() {
    return op == null ? "accumulate" : op.name();
  }

  /// The nodes that the inputs come from, null where an input needs no gradient.
  public List<GradNode> next() {
    return Arrays.asList(next);
  }

  /// The leaf whose gradient accumulates here, or null.
  public Tensor leaf() {
    return leaf;
  }

  /// Which of its outputs the next node's tensor is.
  public int nextOutput(int i) {
    return nextOutput[i];
  }

  public int outputs() {
    return outputShapes.length;
  }

  /// Bytes of the tensors kept for the gradient.
  public long savedBytes() {
    long n = 0;
    if (inputs != null) for (Tensor t : inputs) if (t != null) n += t.numel() * t.dtype().bytes();
    if (outputs != null) for (Tensor t : outputs) if (t != null) n += t.numel() * t.dtype().bytes();
    return n;
  }

  /// The line that called the operation, known in anomaly mode only; else null.
  public String site() {
    return site;
  }

  /// The path of the layer that called the operation, or null.
  public String scope() {
    return scope;
  }

  private void checkFreed() {
    if (freed)
      throw Check.gradError(
          "backward",
          "the graph of "
              + name()
              + " was already used and its saved tensors are gone; pass retainGraph = true to the"
              + " first backward if you need two");
  }

  @Override
  public Tensor input(int i) {
    checkFreed();
    Tensor t = inputs == null ? null : inputs[i];
    if (t == null)
      throw new IllegalStateException(
          name() + " reads input " + i + " in its gradient, but says that it does not save it");
    checkVersion(t, inputVersions[i], "input " + i);
    return t;
  }

  @Override
  public Tensor output(int i) {
    checkFreed();
    Tensor t = outputs == null ? null : outputs[i];
    if (t == null)
      throw new IllegalStateException(
          name() + " reads output " + i + " in its gradient, but says that it does not save it");
    checkVersion(t, outputVersions[i], "output " + i);
    return t;
  }

  /// Whether input `i` is kept.
  public boolean keepsInput(int i) {
    return inputs != null && inputs[i] != null;
  }

  /// Whether output `i` is kept.
  public boolean keepsOutput(int i) {
    return outputs != null && outputs[i] != null;
  }

  private void checkVersion(Tensor t, int version, String which) {
    if (t.storage().version() != version)
      throw Check.gradError(
          "backward",
          "the gradient of "
              + name()
              + " needs its "
              + which
              + " "
              + Check.show(t)
              + ", which was changed in place afterwards"
              + (t.lastChange() == null ? "" : " by " + t.lastChange())
              + "; use the operation that makes a new tensor instead, or clone() before changing"
              + (site == null ? "" : " (" + name() + " was called at " + site + ")"));
  }

  @Override
  public boolean needs(int i) {
    return next[i] != null;
  }

  @Override
  public long[] inputShape(int i) {
    return inputShapes[i];
  }

  @Override
  public DType inputType(int i) {
    return inputTypes[i];
  }

  @Override
  public long[] outputShape(int i) {
    return outputShapes[i];
  }

  @Override
  public DType outputType(int i) {
    return outputTypes[i];
  }

  @Override
  public int inputs() {
    return next.length;
  }

  void free() {
    if (op == null) return;
    freed = inputs != null || outputs != null || freed;
    inputs = null;
    outputs = null;
  }

  void addHook(int output, UnaryOperator<Tensor> change) {
    if (hooks == null) hooks = new ArrayList<>();
    hooks.add(new Hook(output, change, false, null));
  }

  void retain(int output, Tensor target) {
    if (hooks == null) hooks = new ArrayList<>();
    hooks.add(new Hook(output, null, true, target));
  }

  void removeHook(UnaryOperator<Tensor> change) {
    if (hooks != null) hooks.removeIf(h -> h.change == change);
  }

  boolean hasHooks() {
    return hooks != null;
  }

  /// Whether `memory` is that of a tensor kept for the gradient.
  boolean keeps(Storage memory) {
    return isAmong(inputs, memory) || isAmong(outputs, memory);
  }

  private static boolean isAmong(Tensor[] kept, Storage memory) {
    if (kept != null) for (Tensor t : kept) if (t != null && t.storage() == memory) return true;
    return false;
  }

  /// Runs the hooks on the gradients of the outputs.
  void runHooks(Tensor[] g) {
    if (hooks == null) return;
    for (Hook h : List.copyOf(hooks)) {
      Tensor t = g[h.output];
      if (t == null) continue;
      // A copy: others may hold this gradient, and it may be an expanded number.
      if (h.retain) h.target.accumulate(h.target.lentGrad() == null ? t.clone() : t, false);
      else {
        Tensor changed = h.change.apply(t);
        if (changed != null) g[h.output] = changed;
      }
    }
  }

  /// The gradients of the inputs given that of the only output, for operations that contain others.
  public Tensor[] backward(Tensor g) {
    return vjp(new Tensor[] {g});
  }

  /// The gradients of the inputs, given those of the outputs, in the inputs' shapes and types.
  Tensor[] vjp(Tensor[] g) {
    Profile profile = Profile.active();
    if (profile == null) return gradients(g);
    profile.enter(name(), scope, true);
    try {
      return gradients(g);
    } finally {
      profile.leave();
    }
  }

  private Tensor[] gradients(Tensor[] g) {
    Tensor[] r =
        switch (op) {
          case Pointwise p -> Dispatch.pointwiseVjp(p, this, g[0]);
          case Movement m -> new Tensor[] {m.vjp(g[0], this)};
          case Family f -> {
            Recorder recorder = Recorder.active();
            yield recorder == null ? f.vjp(this, g) : recorder.differentiated(f, this, g);
          }
        };
    for (int i = 0; i < r.length; i++) {
      if (r[i] == null || next[i] == null) continue;
      Tensor t = r[i];
      if (!Arrays.equals(t.layout().shape(), inputShapes[i])) t = t.sumToSize(inputShapes[i]);
      if (t.dtype() != inputTypes[i]) {
        if (t.dtype().isComplex() && !inputTypes[i].isComplex()) t = t.real();
        t = t.to(inputTypes[i]);
      }
      r[i] = t;
    }
    return r;
  }

  @Override
  public String toString() {
    return name();
  }
}
