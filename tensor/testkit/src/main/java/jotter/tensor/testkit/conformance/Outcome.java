package jotter.tensor.testkit.conformance;

/// What became of a case: null message is a pass.
public record Outcome(String group, String id, String op, String message) {
  public boolean passed() {
    return message == null;
  }
}
