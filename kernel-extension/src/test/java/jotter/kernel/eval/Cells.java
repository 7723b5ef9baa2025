package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// A notebook without a front end: an engine for all tests of a class, emptied before each.
abstract class Cells {
  static Engine engine;
  static int count;

  /// What the last cell has said.
  Notes notes;

  @BeforeAll
  static void open() throws Exception {
    Notes.agent();
    engine = new Engine();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void fresh() {
    run("%reset");
  }

  Outcome run(String source) {
    notes = new Notes();
    return engine.run(source, new Cell(++count, notes));
  }

  /// Runs a cell that must not fail.
  void ok(String source) {
    Outcome outcome = run(source);
    assertThat(outcome instanceof Outcome.Failed f ? f.failure().plain() : List.of())
        .as(() -> source + "\n" + notes.err)
        .isEmpty();
  }

  /// Runs a cell that must end with a value, and returns it with its picture.
  Outcome.Value shown(String source) {
    Outcome outcome = run(source);
    assertThat(outcome)
        .as(() -> outcome instanceof Outcome.Failed f ? f.failure().plain().toString() : source)
        .isInstanceOf(Outcome.Value.class);
    return (Outcome.Value) outcome;
  }

  Object value(String source) {
    return shown(source).value();
  }

  /// Runs a cell that must fail.
  CellFailure failure(String source) {
    Outcome outcome = run(source);
    assertThat(outcome).as(source).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).failure();
  }

  /// Runs a cell that must fail, and returns all that is said of it.
  String complaint(String source) {
    return String.join("\n", failure(source).plain());
  }
}
