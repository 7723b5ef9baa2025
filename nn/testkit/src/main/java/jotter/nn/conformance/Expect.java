package jotter.nn.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import jotter.tensor.testkit.conformance.Compare;

/// Expectations that the runners share.
final class Expect {
  private Expect() {}

  /// Throws unless `body` throws with a message.
  static void error(JsonNode test, Runnable body) {
    try {
      body.run();
    } catch (IllegalArgumentException
        | UnsupportedOperationException
        | IndexOutOfBoundsException e) {
      if (e.getMessage() == null || e.getMessage().isBlank())
        throw new Compare.Mismatch("the error has no message: " + e);
      return;
    }
    throw new Compare.Mismatch("no error, expected: " + test.path("message").asText());
  }
}
