package jotter.vision.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

  @Test
  void theShippedPartsHaveEachDigitEquallyOften() {
    assertBalanced(Mnist.train(), 1_000);
    assertBalanced(Mnist.test(), 200);
  }

  private static void assertBalanced(Mnist digits, int each) {
    assertThat(digits.size()).isEqualTo(10L * each);
    assertThat(digits.images().shape()).containsExactly(10L * each, 28, 28);
    assertThat(digits.images().dtype()).isEqualTo(DType.UINT8);
    assertThat(digits.labels().dtype()).isEqualTo(DType.INT64);
    int[] count = new int[10];
    for (long label : digits.labels().toLongArray()) {
      count[(int) label]++;
    }
    assertThat(count).containsOnly(each);
  }

  /// The first image of MNIST's training set is a famous five.
  @Test
  void theFirstDigitIsTheFiveThatEveryoneKnows() {
    Mnist digits = Mnist.train();
    assertThat(digits.labels().select(0, 0).item()).isEqualTo(5);
    Tensor five = digits.images().select(0, 0);
    assertThat(five.select(0, 5).select(0, 12).item()).isEqualTo(3);
    assertThat(five.select(0, 5).select(0, 20).item()).isEqualTo(166);
    assertThat(Arrays.stream(five.to(DType.INT64).toLongArray()).sum()).isEqualTo(27525);
  }

  @Test
  void inputsAreNormalised() {
    Tensor x = Mnist.train().inputs();
    assertThat(x.shape()).containsExactly(10_000, 1, 28, 28);
    assertThat(x.dtype()).isEqualTo(DType.FLOAT32);
    double sum = 0;
    double least = 0;
    double most = 0;
    for (float value : x.toFloatArray()) {
      sum += value;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    assertThat(sum / x.numel()).isCloseTo(0, within(0.02));
    assertThat(least).isCloseTo(-Mnist.MEAN / Mnist.DEVIATION, within(1e-6));
    assertThat(most).isCloseTo((1 - Mnist.MEAN) / Mnist.DEVIATION, within(1e-6));
  }

  @Test
  void aFolderIsReadUnderEachOfTheNamesInUse(@TempDir Path folder) throws IOException {
    Idx images = new Idx(new int[] {2, 1, 3}, Idx.Element.UINT8, new byte[] {0, 1, 2, 3, 4, -1});
    Idx labels = new Idx(new int[] {2}, Idx.Element.UINT8, new byte[] {7, 9});
    images.write(folder.resolve("train-images-idx3-ubyte.gz"));
    labels.write(folder.resolve("train-labels.idx1-ubyte"));
    Mnist set = Mnist.read(folder, Mnist.Part.TRAIN);
    assertThat(set.images().select(0, 1).select(0, 0).select(0, 2).item()).isEqualTo(255);
    assertThat(set.labels().select(0, 1).item()).isEqualTo(9);

    assertThatIOException()
        .isThrownBy(() -> Mnist.read(folder, Mnist.Part.TEST))
        .withMessageContaining("has no t10k-images-idx3-ubyte.gz");
    labels.write(folder.resolve("t10k-images-idx3-ubyte"));
    labels.write(folder.resolve("t10k-labels-idx1-ubyte"));
    assertThatIOException()
        .isThrownBy(() -> Mnist.read(folder, Mnist.Part.TEST))
        .withMessageContaining("Idx[UINT8 [2]] and Idx[UINT8 [2]] are no images with labels");
  }

  @Test
  void labelsForOtherImagesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mnist(Tensor.zeros(3, 28, 28), Tensor.zeros(4)))
        .withMessageContaining("[3, 28, 28] and [4]");
  }

  @Test
  void everyTypeOfIdxBecomesATensorInTheMachinesByteOrder() {
    double[] values = {1, -2, 100};
    for (Idx.Element element : Idx.Element.values()) {
      ByteBuffer bytes = ByteBuffer.allocate(3 * element.size());
      for (double value : values) {
        switch (element) {
          case UINT8, INT8 -> bytes.put((byte) value);
          case INT16 -> bytes.putShort((short) value);
          case INT32 -> bytes.putInt((int) value);
          case FLOAT32 -> bytes.putFloat((float) value);
          case FLOAT64 -> bytes.putDouble(value);
        }
      }
      Tensor tensor = new Idx(new int[] {3, 1}, element, bytes.array()).tensor();
      assertThat(tensor.shape()).containsExactly(3, 1);
      assertThat(tensor.dtype().name()).isEqualTo(element.name());
      assertThat(tensor.select(0, 0).select(0, 0).item()).isEqualTo(1);
      assertThat(tensor.select(0, 1).select(0, 0).item())
          .isEqualTo(element == Idx.Element.UINT8 ? 254 : -2);
      assertThat(tensor.select(0, 2).select(0, 0).item()).isEqualTo(100);
    }
  }
}
