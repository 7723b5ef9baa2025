package jotter.tensor.io;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;

/// Python's pickle format, as far as PyTorch's files use it: numbers, texts, containers, and the
/// few globals that the caller knows.
///
/// A pickle is a program; this machine has no instruction that could do harm. A global is looked up
/// in the caller's table and nowhere else, so nothing is ever loaded or constructed by name. A
/// library would do the same only behind a fence: those for Java keep one registry of constructors
/// for the whole process.
final class PickleReader {
  private static final Object MARK = new Object();
  private static final int MOST = 10_000_000;

  /// A global, given its module and name; throws if it is not allowed.
  interface Globals {
    BiFunction<PickleReader, Object[], Object> find(String module, String name)
        throws FormatException;
  }

  /// A persistent id's object.
  interface Persistent {
    Object load(Object id) throws FormatException;
  }

  private final Path file;
  private final ByteBuffer in;
  private final Globals globals;
  private final Persistent persistent;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  PickleReader(Path file, byte[] bytes, Globals globals, Persistent persistent) {
    this.file = file;
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.globals = globals;
    this.persistent = persistent;
  }

  FormatException error(String what) {
    return new FormatException(file, "the pickle in it " + what);
  }

  Object read() throws FormatException {
    try {
      while (true) {
        int op = in.get() & 0xff;
        if (op == '.') return pop();
        step(op);
        if (stack.size() > MOST || memo.size() > MOST) throw error("is too large");
      }
    } catch (BufferUnderflowException e) {
      throw error("ends in the middle");
    } catch (ClassCastException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw error("is damaged at byte " + in.position());
    }
  }

  private void step(int op) throws FormatException {
    switch (op) {
      case 0x80 -> in.get();
      case 0x95 -> in.getLong();
      case '(' -> push(MARK);
      case '0' -> pop();
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.getInt());
      case 'K' -> push((long) (in.get() & 0xff));
      case 'M' -> push((long) (in.getShort() & 0xffff));
      case 0x8a -> push(number(in.get() & 0xff));
      case 'G' -> push(in.order(ByteOrder.BIG_ENDIAN).getDouble());
      case 'X', 'T' -> push(text(in.getInt()));
      case 0x8c, 'U' -> push(text(in.get() & 0xff));
      case 0x8d -> push(text(in.getLong()));
      case 'B' -> push(bytes(in.getInt()));
      case 'C' -> push(bytes(in.get() & 0xff));
      case '}' -> push(new LinkedHashMap<>());
      case ']' -> push(new ArrayList<>());
      case ')' -> push(new Object[0]);
      case 't' -> push(marked().toArray());
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case 'a' -> {
        Object o = pop();
        list().add(o);
      }
      case 'e' -> {
        List<Object> items = marked();
        list().addAll(items);
      }
      case 's' -> {
        Object v = pop();
        Object k = pop();
        map().put(k, v);
      }
      case 'u' -> {
        List<Object> items = marked();
        Map<Object, Object> m = map();
        for (int i = 0; i + 1 < items.size(); i += 2) m.put(items.get(i), items.get(i + 1));
      }
      case 'q' -> memo.put(in.get() & 0xff, top());
      case 'r' -> memo.put(in.getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(in.get() & 0xff));
      case 'j' -> push(remembered(in.getInt()));
      case 'c' -> push(globals.find(line(), line()));
      case 0x93 -> {
        String name = (String) pop();
        push(globals.find((String) pop(), name));
      }
      case 'R', 0x81 -> call();
      case 'b' -> pop(); // the state of an object that is a plain container here
      case 'Q' -> push(persistent.load(pop()));
      default ->
          throw error(
              "has the instruction 0x" + Integer.toHexString(op) + ", which tensors do not need");
    }
    in.order(ByteOrder.LITTLE_ENDIAN);
  }

  private void push(Object o) {
    stack.add(o);
  }

  private Object pop() {
    return stack.removeLast();
  }

  private Object top() {
    return stack.getLast();
  }

  private Object remembered(int i) throws FormatException {
    if (!memo.containsKey(i)) throw error("refers to a memo that is not there");
    return memo.get(i);
  }

  private List<Object> marked() throws FormatException {
    int m = stack.size() - 1;
    while (m >= 0 && stack.get(m) != MARK) m--;
    if (m < 0) throw error("lacks a mark");
    List<Object> tail = stack.subList(m + 1, stack.size());
    List<Object> items = new ArrayList<>(tail);
    tail.clear();
    stack.removeLast();
    return items;
  }

  private void tuple(int n) {
    Object[] t = new Object[n];
    for (int i = n - 1; i >= 0; i--) t[i] = pop();
    push(t);
  }

  @SuppressWarnings("unchecked")
  private List<Object> list() {
    return (List<Object>) top();
  }

  @SuppressWarnings("unchecked")
  private Map<Object, Object> map() {
    return (Map<Object, Object>) top();
  }

  @SuppressWarnings("unchecked")
  private void call() throws FormatException {
    Object[] args = (Object[]) pop();
    Object f = pop();
    if (!(f instanceof BiFunction<?, ?, ?>)) throw error("calls what is no function");
    try {
      push(((BiFunction<PickleReader, Object[], Object>) f).apply(this, args));
    } catch (IllegalArgumentException | NullPointerException | ArithmeticException e) {
      throw new FormatException(
          file, "the pickle in it describes a tensor that cannot be: " + e.getMessage(), e);
    }
  }

  private byte[] bytes(long n) throws FormatException {
    if (n < 0 || n > in.remaining()) throw error("claims a text of " + n + " bytes");
    byte[] b = new byte[(int) n];
    in.get(b);
    return b;
  }

  private String text(long n) throws FormatException {
    return new String(bytes(n), StandardCharsets.UTF_8);
  }

  private Object number(int n) throws FormatException {
    byte[] b = bytes(n);
    if (n == 0) return 0L;
    for (int i = 0; i < n / 2; i++) {
      byte x = b[i];
      b[i] = b[n - 1 - i];
      b[n - 1 - i] = x;
    }
    BigInteger v = new BigInteger(b);
    return v.bitLength() < 64 ? (Object) v.longValue() : v;
  }

  private String line() throws FormatException {
    int from = in.position();
    while (in.get() != '\n') {
      if (in.position() - from > 1000) throw error("has a name of more than 1000 bytes");
    }
    return new String(
        Arrays.copyOfRange(in.array(), from, in.position() - 1), StandardCharsets.UTF_8);
  }
}
