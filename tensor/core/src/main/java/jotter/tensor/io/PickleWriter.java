package jotter.tensor.io;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Writes the pickle of a PyTorch file (protocol 2): containers, numbers, texts, and tensors whose
/// elements are elsewhere.
final class PickleWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /// The number of the storage of a tensor.
  interface Storages {
    int number(Tensor t);
  }

  private final Storages storages;

  PickleWriter(Storages storages) {
    this.storages = storages;
  }

  byte[] write(Object o) {
    try {
      out.write(0x80);
      out.write(2);
      value(o, 0);
      out.write('.');
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void value(Object o, int depth) throws IOException {
    if (depth > 100)
      throw new IllegalArgumentException("save: the containers are nested too deeply");
    switch (o) {
      case null -> out.write('N');
      case Boolean b -> out.write(b ? 0x88 : 0x89);
      case Integer i -> integer(i);
      case Long l -> integer(l);
      case Double d -> {
        out.write('G');
        out.writeDouble(d);
      }
      case Float f -> {
        out.write('G');
        out.writeDouble(f);
      }
      case String s -> text(s);
      case Tensor t -> tensor(t);
      case Map<?, ?> m -> {
        global("collections", "OrderedDict");
        out.write(')');
        out.write('R');
        out.write('(');
        for (var e : m.entrySet()) {
          value(e.getKey(), depth + 1);
          value(e.getValue(), depth + 1);
        }
        out.write('u');
      }
      case List<?> l -> {
        out.write(']');
        out.write('(');
        for (Object x : l) value(x, depth + 1);
        out.write('e');
      }
      case Object[] a -> {
        out.write('(');
        for (Object x : a) value(x, depth + 1);
        out.write('t');
      }
      default ->
          throw new IllegalArgumentException(
              "save: only tensors, numbers, texts, maps, lists and arrays can be saved, got "
                  + o.getClass().getName());
    }
  }

  private void integer(long v) throws IOException {
    if (v == (int) v) {
      out.write('J');
      out.writeInt(Integer.reverseBytes((int) v));
    } else {
      out.write(0x8a);
      out.write(8);
      out.writeLong(Long.reverseBytes(v));
    }
  }

  private void text(String s) throws IOException {
    byte[] b = s.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    out.writeInt(Integer.reverseBytes(b.length));
    out.write(b);
  }

  private void global(String module, String name) throws IOException {
    out.write('c');
    out.write((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void longs(long[] v) throws IOException {
    out.write('(');
    for (long x : v) integer(x);
    out.write('t');
  }

  private void tensor(Tensor t) throws IOException {
    global("torch._utils", "_rebuild_tensor_v2");
    out.write('(');
    out.write('(');
    text("storage");
    global("torch", storage(t.dtype()));
    text(Integer.toString(storages.number(t)));
    text("cpu");
    integer(t.numel());
    out.write('t');
    out.write('Q');
    integer(0);
    longs(t.shape());
    longs(jotter.tensor.spi.Layout.rowMajor(t.shape()));
    out.write(t.requiresGrad() && t.isLeaf() ? 0x88 : 0x89);
    global("collections", "OrderedDict");
    out.write(')');
    out.write('R');
    out.write('t');
    out.write('R');
  }

  static String storage(DType t) {
    return switch (t) {
      case FLOAT32 -> "FloatStorage";
      case FLOAT64 -> "DoubleStorage";
      case FLOAT16 -> "HalfStorage";
      case BFLOAT16 -> "BFloat16Storage";
      case INT64 -> "LongStorage";
      case INT32 -> "IntStorage";
      case INT16 -> "ShortStorage";
      case INT8 -> "CharStorage";
      case UINT8 -> "ByteStorage";
      case BOOL -> "BoolStorage";
      case COMPLEX64 -> "ComplexFloatStorage";
      case COMPLEX128 -> "ComplexDoubleStorage";
      case COMPLEX32 ->
          throw new IllegalArgumentException(
              "save: PyTorch's files have no complex32; convert to complex64");
    };
  }
}
