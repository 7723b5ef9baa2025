package jotter.vision.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Labeled;
import jotter.nn.data.SampleException;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.vision.image.Pictures;
import jotter.vision.transforms.Colors;
import jotter.vision.transforms.Geometry;
import jotter.vision.transforms.Transform;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path dir;

  private Path picture(String name, int value) throws IOException {
    Path f = dir.resolve(name);
    Files.createDirectories(f.getParent());
    Pictures.write(Tensor.full(new long[] {3, 5, 7}, value).to(DType.UINT8), f);
    return f;
  }

  @BeforeEach
  void make() throws IOException {
    picture("dog/b.png", 30);
    picture("dog/a/deep.PNG", 20);
    picture("cat/1.png", 10);
    picture("cat/2.bmp", 11);
    Files.writeString(dir.resolve("cat/notes.txt"), "no picture");
    Files.writeString(dir.resolve("cat/.hidden.png"), "no picture");
    Files.createDirectories(dir.resolve(".git"));
    Files.writeString(dir.resolve("readme.md"), "no class");
  }

  @Test
  void foldersAreClasses() throws IOException {
    var data = ImageFolder.of(dir);
    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(data.entries())
        .extracting(e -> dir.relativize(e.file()).toString().replace('\\', '/'))
        .containsExactly("cat/1.png", "cat/2.bmp", "dog/a/deep.PNG", "dog/b.png");
    assertThat(data.entries()).extracting(ImageFolder.Entry::label).containsExactly(0, 0, 1, 1);
    assertThat(data.get(2).x().shape()).containsExactly(3, 5, 7);
    assertThat(data.get(2).x().get(1, 4, 6).item()).isEqualTo(20);
    assertThat(data.get(2).y().item()).isEqualTo(1);
  }

  @Test
  void aLoaderMakesBatchesOfWhatTheTransformGives() throws IOException {
    var data = ImageFolder.of(dir, Transform.of(x -> Geometry.resize(x, 4, 4), Colors::toFloat));
    for (int workers : new int[] {0, 2}) {
      Labeled b = DataLoader.of(data, 4).workers(workers).iterator().next();
      assertThat(b.x().shape()).containsExactly(4, 3, 4, 4);
      assertThat(b.y().toLongArray()).containsExactly(0, 0, 1, 1);
      assertThat(b.x().get(3, 0, 0, 0).item()).isEqualTo(30f / 255);
    }
  }

  /// Cut off, empty, something else: the loader's error has the number, and its message the file.
  @Test
  void aBrokenPictureIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(dir.resolve("cat/1.png"));
    for (byte[] b : List.of(new byte[0], Arrays.copyOf(whole, 40), "<html>".getBytes())) {
      Files.write(dir.resolve("cat/1.png"), b);
      var data = ImageFolder.of(dir);
      assertThatThrownBy(() -> DataLoader.of(data, 2).workers(1).iterator().next())
          .isInstanceOf(SampleException.class)
          .hasMessageContaining("sample 0")
          .hasMessageContaining("1.png");
    }
  }

  /// A header may say anything; nothing is made of that size.
  @Test
  void anEnormousPictureIsRefused() throws IOException {
    byte[] b = Files.readAllBytes(dir.resolve("cat/1.png"));
    for (int at : new int[] {16, 20}) {
      b[at] = 0x7f;
      b[at + 1] = (byte) 0xff;
    }
    var crc = new java.util.zip.CRC32();
    crc.update(b, 12, 17);
    java.nio.ByteBuffer.wrap(b).putInt(29, (int) crc.getValue());
    Files.write(dir.resolve("cat/1.png"), b);
    var data = ImageFolder.of(dir);
    assertThatThrownBy(() -> data.get(0)).hasMessageContaining("1.png");
  }

  @Test
  void whatIsNoDataSetIsRefused() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> ImageFolder.of(dir.resolve("none")))
        .withMessageContaining("there is no folder");
    assertThatIOException()
        .isThrownBy(() -> ImageFolder.of(dir.resolve("cat")))
        .withMessageContaining("a folder for each class");
    Files.createDirectories(dir.resolve("empty"));
    assertThatIOException()
        .isThrownBy(() -> ImageFolder.of(dir))
        .withMessageContaining("empty")
        .withMessageContaining("has no pictures");
  }
}
