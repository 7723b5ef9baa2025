package jotter.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
  @TempDir Path dir;

  private final Tensor colours =
      Rng.with(Rng.of(1), () -> Tensor.randint(0, 256, 3, 5, 7)).to(DType.UINT8);

  @Test
  void pngKeepsEveryPixel() throws IOException {
    Path file = dir.resolve("a.png");
    Pictures.write(colours, file);
    assertThat(Pictures.read(file).equal(colours)).isTrue();
    Tensor grey = colours.narrow(0, 0, 1);
    Pictures.write(grey, file);
    assertThat(Pictures.read(file).select(0, 2).equal(grey.select(0, 0))).isTrue();
    assertThat(Pictures.readGrey(file).equal(grey)).isTrue();
    Pictures.write(Tensor.of(new float[] {0, 0.5f, 1, 2}, 1, 2, 2), file);
    assertThat(Pictures.read(file).select(0, 0).flatten().toIntArray())
        .containsExactly(0, 128, 255, 255);
  }

  @Test
  void greyFilesKeepTheirValues() throws IOException {
    var image = new java.awt.image.BufferedImage(2, 1, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, 2, 1, new byte[] {10, (byte) 200});
    Path file = dir.resolve("g.png");
    javax.imageio.ImageIO.write(image, "png", file.toFile());
    assertThat(Pictures.read(file).select(0, 1).flatten().toIntArray()).containsExactly(10, 200);
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    Path file = Files.writeString(dir.resolve("a.png"), "no picture");
    assertThatThrownBy(() -> Pictures.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.png")
        .hasMessageContaining("png");
    byte[] bomb = new byte[33];
    byte[] head = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    System.arraycopy(head, 0, bomb, 0, head.length);
    for (int i : new int[] {17, 18, 21, 22}) bomb[i] = 0x0f;
    bomb[24] = 8;
    Files.write(file, bomb);
    assertThatThrownBy(() -> Pictures.read(file)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Pictures.write(colours, dir.resolve("a.xyz")))
        .hasMessageContaining("'xyz'");
    assertThat(dir.resolve("a.xyz")).doesNotExist();
    assertThatThrownBy(() -> Pictures.image(Tensor.zeros(2, 3, 3))).hasMessageContaining("(2×3×3)");
  }

  @Test
  void picturesStandInAGrid() {
    Tensor batch = Tensor.arange(1, 6, 1).to(DType.FLOAT32).reshape(5, 1, 1, 1).expand(5, 1, 2, 3);
    Tensor g = Pictures.grid(batch, 2, 1);
    assertThat(g.shape()).containsExactly(1, 10, 9);
    assertThat(g.get(0, 1, 1).item()).isEqualTo(1);
    assertThat(g.get(0, 1, 5).item()).isEqualTo(2);
    assertThat(g.get(0, 4, 1).item()).isEqualTo(3);
    assertThat(g.get(0, 7, 5).item()).isZero();
    assertThat(g.get(0, 0, 0).item()).isZero();
  }
}
