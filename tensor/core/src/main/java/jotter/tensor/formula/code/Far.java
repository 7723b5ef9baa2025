package jotter.tensor.formula.code;

import jotter.tensor.formula.Special;

/// The functions whose steps hold for arguments up to a bound, for those beyond it.
public final class Far {
  private Far() {}

  public static double sin(double x) {
    return Math.sin(x);
  }

  public static float sin(float x) {
    return (float) Math.sin(x);
  }

  public static double cos(double x) {
    return Math.cos(x);
  }

  public static float cos(float x) {
    return (float) Math.cos(x);
  }

  public static double tan(double x) {
    return Math.tan(x);
  }

  public static float tan(float x) {
    return (float) Math.tan(x);
  }

  public static double fmod(double x, double y) {
    return Special.fmod(x, y);
  }

  public static float fmod(float x, float y) {
    return (float) Special.fmod(x, y);
  }

  public static double remainder(double x, double y) {
    return Special.remainder(x, y);
  }

  public static float remainder(float x, float y) {
    return (float) Special.remainder(x, y);
  }

  public static double floorDiv(double x, double y) {
    return Special.floorDiv(x, y);
  }

  public static float floorDiv(float x, float y) {
    return (float) Special.floorDiv(x, y);
  }

  public static double erfinv(double x) {
    return Special.erfinv(x);
  }
}
