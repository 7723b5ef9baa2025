package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;

/// Runs cases of one kind. Found by {@link java.util.ServiceLoader}, so that modules above this one
/// add theirs.
public interface CaseRunner {
  /// The kind, as in the manifest.
  String kind();

  /// Runs a case; throws if it fails, with a message that says how.
  void run(JsonNode test, TensorFile tensors);
}
