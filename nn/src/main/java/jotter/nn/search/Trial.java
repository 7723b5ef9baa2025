package jotter.nn.search;

import java.util.LinkedHashMap;
import java.util.Map;
import jotter.tensor.Check;

/// Settings that are tried, and what came of them.
public final class Trial {
  /// How far a trial is.
  public enum Status {
    /// It is being tried, or was cut off.
    RUNNING,
    /// It has a value.
    DONE,
    /// It was ended early.
    PRUNED,
    /// It threw.
    FAILED
  }

  private final int number;
  private final Map<String, Object> settings;
  private final Map<Integer, Double> reports = new LinkedHashMap<>();
  private Status status = Status.RUNNING;
  private double value = Double.NaN;
  private Study study;

  Trial(int number, Map<String, Object> settings, Study study) {
    this.number = number;
    this.settings = new LinkedHashMap<>(settings);
    this.study = study;
  }

  /// Its number in the study, from 0.
  public int number() {
    return number;
  }

  /// All settings by name.
  public Map<String, Object> settings() {
    return settings;
  }

  private Object setting(String name) {
    Object v = settings.get(name);
    if (v == null)
      throw Check.valueError("Trial", "no setting '" + name + "'; there are " + settings.keySet());
    return v;
  }

  /// A number.
  public double number(String name) {
    return ((Number) setting(name)).doubleValue();
  }

  /// A whole number.
  public int whole(String name) {
    return Math.toIntExact(((Number) setting(name)).longValue());
  }

  /// What was chosen.
  public String choice(String name) {
    return (String) setting(name);
  }

  /// Tells how good it is at a step, such as after an epoch.
  ///
  /// @throws Pruned if it is not worth going on; leave it to the study to catch it
  public void report(int step, double value) {
    reports.put(step, value);
    if (study == null) return;
    study.store().report(number, step, value);
    study.changed();
    if (study.isHopeless(this, step)) throw new Pruned(number, step);
  }

  /// What was told, step by step.
  public Map<Integer, Double> reports() {
    return reports;
  }

  public Status status() {
    return status;
  }

  /// What came of it; NaN unless done.
  public double value() {
    return value;
  }

  void end(Status s, double v) {
    status = s;
    value = v;
  }

  @Override
  public String toString() {
    return "trial "
        + number
        + " "
        + settings
        + " "
        + status
        + (Double.isNaN(value) ? "" : " " + value);
  }

  /// Ends a trial that is not worth going on with.
  public static final class Pruned extends RuntimeException {
    private static final long serialVersionUID = 1;

    Pruned(int trial, int step) {
      super("trial " + trial + " is ended at step " + step, null, false, false);
    }
  }
}
