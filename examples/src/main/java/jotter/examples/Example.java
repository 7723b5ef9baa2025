package jotter.examples;

import java.util.List;

/// A training that ends with a figure.
public interface Example {
  /// What it is called on the command line.
  String name();

  /// What it does, in one sentence.
  String about();

  /// Trains, measures, and says what came out.
  Result run(Run run) throws Exception;

  /// All examples.
  static List<Example> all() {
    return List.of(
        new ShakespeareGpt(),
        new Translation(),
        new SpokenDigitsCnn(),
        new MnistCnn(),
        new CartPoleDqn(),
        new CartPolePpo(),
        new CartPoleReinforce(),
        new MnistDcgan());
  }

  /// The example with a name.
  ///
  /// @throws IllegalArgumentException if there is none
  static Example of(String name) {
    return all().stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no example '"
                        + name
                        + "'; there are "
                        + String.join(", ", all().stream().map(Example::name).toList())));
  }
}
