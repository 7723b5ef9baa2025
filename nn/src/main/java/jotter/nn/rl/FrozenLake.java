package jotter.nn.rl;

import java.util.List;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// A way over a lake with holes in the ice, from S to G: left (0), down (1), right (2), up (3). On
/// slippery ice one slides to either side as often as forward.
///
/// Seen: the number of the field, row by row. A reward of 1 at the goal. Gymnasium's
/// `FrozenLake-v1`.
public final class FrozenLake extends Episodic {
  /// Gymnasium's lake of 4 × 4.
  public static final List<String> SMALL = List.of("SFFF", "FHFH", "FFFH", "HFFG");

  /// Gymnasium's lake of 8 × 8.
  public static final List<String> LARGE =
      List.of(
          "SFFFFFFF",
          "FFFFFFFF",
          "FFFHFFFF",
          "FFFFFHFF",
          "FFFHFFFF",
          "FHHFFFHF",
          "FHFFHFHF",
          "FFFHFFFG");

  private final List<String> lake;
  private final boolean slippery;
  private final int columns;
  private int at;

  /// The small lake, slippery.
  public FrozenLake() {
    this(SMALL, true);
  }

  /// @param lake rows of S (start), F (ice), H (hole) and G (goal)
  public FrozenLake(List<String> lake, boolean slippery) {
    super(lake.size() > 4 ? 200 : 100);
    columns = lake.getFirst().length();
    for (String row : lake)
      Check.value(
          row.length() == columns && row.matches("[SFHG]+"),
          "FrozenLake",
          "rows must be equally long and of S, F, H and G, got '" + row + "'");
    Check.value(
        String.join("", lake).chars().filter(c -> c == 'S').count() == 1,
        "FrozenLake",
        "there must be one start");
    this.lake = List.copyOf(lake);
    this.slippery = slippery;
  }

  @Override
  public Space observations() {
    return new Space.Discrete(lake.size() * columns);
  }

  @Override
  public Space actions() {
    return new Space.Discrete(4);
  }

  @Override
  void begin() {
    at = String.join("", lake).indexOf('S');
  }

  @Override
  double[] seen() {
    return new double[] {at};
  }

  private char field() {
    return lake.get(at / columns).charAt(at % columns);
  }

  @Override
  double act(double[] action) {
    int way = (int) action[0];
    if (slippery) way = Math.floorMod(way - 1 + (int) rng.nextLong(3), 4);
    at = next(at, way);
    return field() == 'G' ? 1 : 0;
  }

  /// Where a step from a field leads that does not slide; edges hold.
  public int next(int field, int way) {
    int row = field / columns;
    int column = field % columns;
    switch (way) {
      case 0 -> column = Math.max(0, column - 1);
      case 1 -> row = Math.min(lake.size() - 1, row + 1);
      case 2 -> column = Math.min(columns - 1, column + 1);
      default -> row = Math.max(0, row - 1);
    }
    return row * columns + column;
  }

  @Override
  boolean isEnd() {
    return field() == 'G' || field() == 'H';
  }

  @Override
  public Tensor render() {
    int cell = 64;
    Canvas c = new Canvas(columns * cell, lake.size() * cell, 0xdceefb);
    for (int r = 0; r < lake.size(); r++)
      for (int k = 0; k < columns; k++) {
        switch (lake.get(r).charAt(k)) {
          case 'H' -> c.disc((k + 0.5) * cell, (r + 0.5) * cell, cell * 0.4, 0x2f5d8a);
          case 'G' -> c.rectangle(k * cell + 16, r * cell + 16, 32, 32, 0xcc9900);
          default -> {}
        }
        c.line(k * cell, 0, k * cell, lake.size() * cell, 1, 0xb0c4d8);
      }
    for (int r = 1; r < lake.size(); r++)
      c.line(0, r * cell, columns * cell, r * cell, 1, 0xb0c4d8);
    c.disc((at % columns + 0.5) * cell, (at / columns + 0.5) * cell, cell * 0.25, 0xcc3333);
    return c.picture();
  }
}
