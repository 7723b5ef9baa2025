package jotter.nn.conformance;

import java.util.function.IntToDoubleFunction;

/// A formula of the integer `epoch` in Python's syntax: numbers, + - * / // % **, parentheses, and
/// `a if c else b` with comparisons, `min` and `max`.
final class Expression {
  private final String text;
  private final int epoch;
  private int at;

  private Expression(String text, int epoch) {
    this.text = text;
    this.epoch = epoch;
  }

  static IntToDoubleFunction of(String text) {
    return epoch -> new Expression(text, epoch).all();
  }

  private double all() {
    double v = choice();
    skip();
    if (at < text.length())
      throw new IllegalArgumentException("cannot read '" + text + "' at " + at);
    return v;
  }

  private void skip() {
    while (at < text.length() && text.charAt(at) == ' ') at++;
  }

  private boolean take(String s) {
    skip();
    if (!text.startsWith(s, at)) return false;
    at += s.length();
    return true;
  }

  private double choice() {
    double a = comparison();
    if (!take("if ")) return a;
    double c = comparison();
    if (!take("else ")) throw new IllegalArgumentException("'if' without 'else' in " + text);
    double b = choice();
    return c != 0 ? a : b;
  }

  private double comparison() {
    double a = sum();
    if (take("<=")) return a <= sum() ? 1 : 0;
    if (take(">=")) return a >= sum() ? 1 : 0;
    if (take("==")) return a == sum() ? 1 : 0;
    if (take("<")) return a < sum() ? 1 : 0;
    if (take(">")) return a > sum() ? 1 : 0;
    return a;
  }

  private double sum() {
    double a = product();
    while (true) {
      if (take("+")) a += product();
      else if (take("-")) a -= product();
      else return a;
    }
  }

  private double product() {
    double a = unary();
    while (true) {
      if (take("//")) a = Math.floor(a / unary());
      else if (take("/")) a /= unary();
      else if (take("%")) {
        double b = unary();
        a -= b * Math.floor(a / b);
      } else if (!text.startsWith("**", at) && take("*")) a *= unary();
      else return a;
    }
  }

  private double unary() {
    return take("-") ? -unary() : power();
  }

  private double power() {
    double a = atom();
    return take("**") ? Math.pow(a, unary()) : a;
  }

  private double atom() {
    if (take("epoch")) return epoch;
    for (String f : new String[] {"min(", "max("})
      if (take(f)) {
        double v = choice();
        while (take(",")) v = f.equals("min(") ? Math.min(v, choice()) : Math.max(v, choice());
        take(")");
        return v;
      }
    if (take("(")) {
      double v = choice();
      take(")");
      return v;
    }
    skip();
    int start = at;
    while (at < text.length()
        && (Character.isDigit(text.charAt(at))
            || text.charAt(at) == '.'
            || text.charAt(at) == 'e'
            || at > start && text.charAt(at - 1) == 'e' && text.charAt(at) == '-')) at++;
    return Double.parseDouble(text.substring(start, at));
  }
}
