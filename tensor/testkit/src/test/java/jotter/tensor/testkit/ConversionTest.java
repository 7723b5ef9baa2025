package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// To and from Java: arrays of any rank, segments, buffers, pixels.
class ConversionTest {
  @Test
  void arraysOfAnyRank() {
    float[][][] a = {{{1, 2}, {3, 4}, {5, 6}}};
    Tensor t = Tensor.ofArray(a);
    assertThat(t.shape()).containsExactly(1, 3, 2);
    assertThat(t.toArray(float[][][].class)).isDeepEqualTo(a);
    assertThat(t.transpose(1, 2).toArray(int[][][].class))
        .isDeepEqualTo(new int[][][] {{{1, 3, 5}, {2, 4, 6}}});
    assertThat(Tensor.ofArray(new short[][] {{-3, 4}}).toArray(short[][].class))
        .isDeepEqualTo(new short[][] {{-3, 4}});
    assertThat(Tensor.ofArray(new byte[] {-3, 4}).toArray(byte[].class)).containsExactly(-3, 4);
    assertThat(Tensor.ofArray(new boolean[][] {{true}, {false}}).toArray(boolean[][].class))
        .isDeepEqualTo(new boolean[][] {{true}, {false}});
    assertThat(Tensor.zeros(2, 0, 3).toArray(double[][][].class))
        .isDeepEqualTo(new double[2][0][3]);
    assertThatThrownBy(() -> t.toArray(float[][].class)).hasMessageContaining("2 dimensions");
    assertThatThrownBy(() -> t.toArray(String[][][].class)).hasMessageContaining("String");
    assertThatThrownBy(() -> Tensor.ofArray(new int[][] {{1}, {1, 2}}))
        .hasMessageContaining("same length");
    assertThatThrownBy(() -> Tensor.ofArray("text")).hasMessageContaining("String");
  }

  @Test
  void segments() {
    for (DType type : DType.values()) {
      if (type == DType.COMPLEX32) continue;
      Tensor x = Tensor.arange(6).reshape(2, 3).to(type);
      MemorySegment m = x.t().toMemorySegment();
      assertThat(m.byteSize()).isEqualTo(6L * type.bytes());
      assertThat(Tensor.of(m, type, 3, 2).equal(x.t())).as(type.toString()).isTrue();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment m = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 1, 2, 3);
      assertThat(Tensor.of(m, DType.FLOAT64, 3).sum().item()).isEqualTo(6);
      assertThatThrownBy(() -> Tensor.of(m, DType.FLOAT64, 4)).hasMessageContaining("32 bytes");
    }
    assertThat(Tensor.zeros(0, 3).toMemorySegment().byteSize()).isZero();
  }

  @Test
  void buffersInBothByteOrders() {
    ByteBuffer big = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
    big.putInt(7).putInt(1).putInt(-2).putInt(3).flip().position(4);
    assertThat(Tensor.of(big, DType.INT32, 3).toIntArray()).containsExactly(1, -2, 3);
    assertThat(big.position()).isEqualTo(4);
    ByteBuffer little = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
    little.putShort((short) 258).putShort((short) -1).flip();
    assertThat(Tensor.of(little, DType.INT16, 2).toIntArray()).containsExactly(258, -1);
    Tensor z = Tensor.complex(Tensor.of(1f, 2f), Tensor.of(3f, 4f));
    ByteBuffer b = z.toByteBuffer();
    assertThat(b.getFloat(4)).isEqualTo(3f);
    ByteBuffer turned = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < 4; i++) turned.putFloat(b.getFloat(4 * i));
    assertThat(Tensor.of(turned.flip(), DType.COMPLEX64, 2).equal(z)).isTrue();
  }

  @Test
  void pixelsOfABufferedImage() {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xff102030);
    image.setRGB(2, 1, 0x80ffeedd);
    Tensor t = Tensor.ofPixels(image.getRGB(0, 0, 3, 2, null, 0, 3), 2, 3, 4);
    assertThat(t.shape()).containsExactly(4, 2, 3);
    assertThat(t.get(":, 0, 0").toIntArray()).containsExactly(0x10, 0x20, 0x30, 0xff);
    assertThat(t.toPixels()).containsExactly(image.getRGB(0, 0, 3, 2, null, 0, 3));
    BufferedImage back = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    back.setRGB(0, 0, 3, 2, t.to(DType.FLOAT32).div(255).toPixels(), 0, 3);
    assertThat(back.getRGB(2, 1)).isEqualTo(0x80ffeedd);
    assertThat(Tensor.of(0f, 0.5f, 2f, Float.NaN).reshape(2, 2).toPixels())
        .containsExactly(0xff000000, 0xff808080, 0xffffffff, 0xff000000);
    assertThatThrownBy(() -> Tensor.zeros(2, 3, 3).toPixels()).hasMessageContaining("permute");
  }
}
