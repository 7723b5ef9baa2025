package jotter.tensor.cpu.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TurnerTest {
  private static final int[] LENGTHS = {0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 100};
  private static final int SPACE = 300_000;

  @TestFactory
  List<DynamicTest> everySize() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int size : new int[] {1, 2, 4, 8, 16})
      for (boolean vectors : new boolean[] {false, true})
        tests.add(
            DynamicTest.dynamicTest(
                size + " bytes, " + vectors, () -> turns(size, Turner.forced(size, vectors))));
    return tests;
  }

  private static void turns(int size, Turner t) {
    for (int rows : LENGTHS)
      for (int columns : LENGTHS)
        for (int apart : new int[] {0, 5})
          for (boolean backwards : new boolean[] {false, true})
            turn(
                t,
                size,
                rows,
                columns,
                columns * size + apart,
                rows * size + 3 * apart,
                backwards,
                apart);
  }

  /// Everything outside of the turned matrix stays as it is, wherever in a word it begins.
  private static void turn(
      Turner t,
      int size,
      int rows,
      int columns,
      long pitch,
      long toPitch,
      boolean backwards,
      int offset) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocate(SPACE);
      MemorySegment to = arena.allocate(SPACE);
      byte[] random = new byte[SPACE];
      new Random(1).nextBytes(random);
      from.copyFrom(MemorySegment.ofArray(random));
      byte[] want = new byte[SPACE];
      long first = offset + (backwards ? (rows - 1) * pitch : 0);
      long step = backwards ? -pitch : pitch;
      for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
          System.arraycopy(
              random,
              (int) (first + i * step + j * size),
              want,
              (int) (offset + j * toPitch + i * size),
              size);
      t.run(from.address() + first, step, rows, columns, to.address() + offset, toPitch);
      assertThat(to.toArray(ValueLayout.JAVA_BYTE))
          .as("%d x %d, %d apart", rows, columns, pitch)
          .isEqualTo(want);
    }
  }
}
