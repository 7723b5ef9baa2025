package jotter.kernel.magic.np;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.kernel.magic.np.Lexer.Kind;
import jotter.kernel.magic.np.Lexer.Token;
import jotter.tensor.Tensor;

/// Reads and computes lines such as `c = a @ b.T + 1` or `d = c[1:3, ::2]`.
///
/// Every operator and method is the tensor operation that Java would call, so gradients flow, and
/// what an operation refuses is underlined where it was called. Precedence is Python's.
public final class NpScript {
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("+", "-"),
          List.of("*", "/", "//", "%", "@"));
  private static final List<String> COMPARE = List.of("==", "!=", "<", "<=", ">", ">=");

  private final String source;
  private final List<Token> tokens;
  private final Map<String, Object> names;
  private final Map<String, Object> assigned = new LinkedHashMap<>();
  private int at;

  private NpScript(String source, Map<String, Object> names) {
    this.source = source;
    this.tokens = Lexer.read(source);
    this.names = new LinkedHashMap<>(names);
  }

  /// What a script has done.
  ///
  /// @param assigned the names that it has set
  /// @param value what its last line is worth, null if that was an assignment
  public record Result(Map<String, Object> assigned, Object value) {}

  /// Computes a script.
  ///
  /// @param names what it may name
  /// @throws NpException if something is wrong, with the place underlined
  public static Result run(String source, Map<String, Object> names) {
    var script = new NpScript(source, names);
    Object value = script.lines();
    return new Result(script.assigned, value);
  }

  private Token next() {
    return tokens.get(at);
  }

  private Token take() {
    return tokens.get(at++);
  }

  private boolean takes(String sign) {
    if (next().is(sign)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String sign) {
    if (!takes(sign)) {
      throw wrong(next(), "expected " + sign + " before " + next().text().strip());
    }
  }

  private NpException wrong(Token token, String message) {
    return new NpException(source, token.from(), token.to(), "np: " + message, null);
  }

  /// Does something and underlines from `first` to here if it fails.
  private Object doing(Token first, java.util.function.Supplier<Object> work) {
    int end = tokens.get(Math.max(0, at - 1)).to();
    try {
      return work.get();
    } catch (NpException already) {
      throw already;
    } catch (RuntimeException failed) {
      String message = failed.getMessage() == null ? failed.toString() : failed.getMessage();
      throw new NpException(source, first.from(), end, message, failed);
    }
  }

  // --- statements ---

  private Object lines() {
    Object last = null;
    while (next().kind() != Kind.END) {
      if (next().kind() == Kind.LINE) {
        at++;
        continue;
      }
      last = line();
      if (next().kind() != Kind.LINE && next().kind() != Kind.END) {
        throw wrong(next(), "did not expect " + next().text());
      }
    }
    return last;
  }

  private Object line() {
    Token first = next();
    if (first.kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
      at += 2;
      Object value = tuple();
      names.put(first.text(), value);
      assigned.put(first.text(), value);
      return null;
    }
    int start = at;
    Object target = null;
    List<Object> index = null;
    // x[...] = y writes into x.
    if (first.kind() == Kind.NAME
        && names.get(first.text()) instanceof Tensor x
        && tokens.get(at + 1).is("[")) {
      at += 2;
      index = NpIndex.read(this);
      target = x;
      if (!takes("=")) {
        at = start;
        target = null;
      }
    }
    if (target instanceof Tensor x) {
      List<Object> where = index;
      Object value = tuple();
      doing(first, () -> NpIndex.set(x, where, value));
      return null;
    }
    return tuple();
  }

  private Object tuple() {
    Object first = expression();
    if (!next().is(",")) {
      return first;
    }
    var all = new ArrayList<>(List.of(first));
    while (takes(",")) {
      if (next().kind() == Kind.LINE || next().kind() == Kind.END || next().is(")")) {
        break;
      }
      all.add(expression());
    }
    return all;
  }

  // --- expressions ---

  Object expression() {
    Token first = next();
    Object left = level(0);
    if (next().kind() == Kind.SIGN && COMPARE.contains(next().text())) {
      String op = take().text();
      Object right = level(0);
      Object l = left;
      left = doing(first, () -> NpOps.binary(op, l, right));
      if (next().kind() == Kind.SIGN && COMPARE.contains(next().text())) {
        throw wrong(next(), "one comparison at a time; join them with &");
      }
    }
    return left;
  }

  private Object level(int n) {
    if (n == LEVELS.size()) {
      return unary();
    }
    Token first = next();
    Object left = level(n + 1);
    while (next().kind() == Kind.SIGN && LEVELS.get(n).contains(next().text())) {
      String op = take().text();
      Object right = level(n + 1);
      Object l = left;
      left = doing(first, () -> NpOps.binary(op, l, right));
    }
    return left;
  }

  private Object unary() {
    Token first = next();
    for (String op : List.of("-", "+", "~")) {
      if (takes(op)) {
        Object v = unary();
        return doing(first, () -> NpOps.unary(op, v));
      }
    }
    Object base = postfix();
    if (takes("**")) {
      Object power = unary();
      return doing(first, () -> NpOps.binary("**", base, power));
    }
    return base;
  }

  private Object postfix() {
    Token first = next();
    Object value = atom();
    while (true) {
      if (takes("[")) {
        List<Object> index = NpIndex.read(this);
        Object v = value;
        value = doing(first, () -> NpIndex.get(v, index));
      } else if (next().is(".")) {
        at++;
        Token name = take();
        if (name.kind() != Kind.NAME) {
          throw wrong(name, "expected a name behind the dot");
        }
        Object v = value;
        if (takes("(")) {
          NpOps.Arguments a = arguments();
          value = doing(first, () -> NpOps.method(v, name.text(), a));
        } else {
          value = doing(first, () -> NpOps.attribute(v, name.text()));
        }
      } else {
        return value;
      }
    }
  }

  private Object atom() {
    Token t = take();
    switch (t.kind()) {
      case NUMBER -> {
        return t.text().matches("\\d+")
            ? (Object) Long.parseLong(t.text())
            : (Object) Double.parseDouble(t.text());
      }
      case TEXT -> {
        return t.text().substring(1, t.text().length() - 1);
      }
      case NAME -> {
        return name(t);
      }
      case SIGN -> {
        if (t.text().equals("(")) {
          Object inside = tuple();
          expect(")");
          return inside;
        }
        if (t.text().equals("[")) {
          var all = new ArrayList<Object>();
          while (!next().is("]")) {
            all.add(expression());
            if (!takes(",")) {
              break;
            }
          }
          expect("]");
          return all;
        }
        throw wrong(t, "did not expect " + t.text());
      }
      default -> throw wrong(t, "something is missing here");
    }
  }

  private Object name(Token t) {
    switch (t.text()) {
      case "True" -> {
        return true;
      }
      case "False" -> {
        return false;
      }
      case "None" -> {
        return NpOps.NONE;
      }
      default -> {
        // A name of the notebook, a module, or a function.
      }
    }
    if (names.containsKey(t.text())) {
      return names.get(t.text());
    }
    boolean module = List.of("np", "numpy", "torch", "F").contains(t.text());
    if (module && takes(".")) {
      Token f = take();
      if (!next().is("(")) {
        Token last = f;
        return doing(t, () -> NpOps.constant(last.text()));
      }
      return call(t, f.text());
    }
    if (next().is("(")) {
      return call(t, t.text());
    }
    throw wrong(t, t.text() + ": no such name" + NpOps.nearest(t.text(), names.keySet()));
  }

  private Object call(Token first, String function) {
    expect("(");
    NpOps.Arguments a = arguments();
    return doing(first, () -> NpOps.function(function, a));
  }

  /// The arguments of a call, up to the closing bracket.
  private NpOps.Arguments arguments() {
    var all = new ArrayList<Object>();
    var named = new LinkedHashMap<String, Object>();
    while (!next().is(")")) {
      if (next().kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
        String name = take().text();
        at++;
        named.put(name, expression());
      } else {
        all.add(expression());
      }
      if (!takes(",")) {
        break;
      }
    }
    expect(")");
    return new NpOps.Arguments(all, named);
  }

  // --- for indices ---

  boolean sees(String sign) {
    return next().is(sign);
  }

  boolean accepts(String sign) {
    return takes(sign);
  }

  void requires(String sign) {
    expect(sign);
  }
}
