package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.LiveTensors;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.io.FormatException;
import jotter.tensor.io.Npy;
import jotter.tensor.io.SafeTensors;
import jotter.tensor.io.TorchFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of PyTorch, NumPy and safetensors: read, written, and damaged.
class FilesTest {
  @TempDir Path dir;

  private static Path file(String name) throws Exception {
    return Path.of(FilesTest.class.getResource("/files/" + name).toURI());
  }

  private static Map<String, Tensor> everyType() {
    Map<String, Tensor> m = new LinkedHashMap<>();
    Rng rng = Rng.of(5);
    for (DType t : DType.values()) {
      if (t == DType.COMPLEX32) continue;
      Tensor x = Tensor.empty(new long[] {3, 4}, DType.FLOAT64);
      rng.normal(x, 0, 30);
      m.put(t.toString(), x.to(t));
    }
    m.put("scalar", Tensor.of(2.5f).reshape());
    m.put("empty", Tensor.zeros(0, 3));
    m.put("transposed", Tensor.arange(6).reshape(2, 3).t());
    return m;
  }

  @Test
  void stateDictsOfPyTorchAreRead() throws Exception {
    Map<String, Tensor> m = TorchFile.stateDict(file("state.pt"));
    assertThat(m.keySet()).containsExactly("a", "t", "part", "i", "h", "b", "z", "m", "s", "p");
    Tensor base = Tensor.arange(12).reshape(3, 4).to(DType.FLOAT32);
    assertThat(m.get("a").equal(base.div(4))).isTrue();
    assertThat(m.get("t").equal(base.t())).isTrue();
    assertThat(m.get("part").equal(base.get("1:, ::2"))).isTrue();
    assertThat(m.get("b").dtype()).isEqualTo(DType.BFLOAT16);
    assertThat(m.get("z").get(1).itemComplex().im()).isEqualTo(-4);
    assertThat(m.get("s").item()).isEqualTo(2.5);
    assertThat(m.get("p").requiresGrad()).isTrue();
    Map<?, ?> checkpoint = (Map<?, ?>) TorchFile.load(file("checkpoint.pt"));
    assertThat(checkpoint.get("epoch")).isEqualTo(7L);
    assertThat(checkpoint.get("lr")).isEqualTo(1e-3);
    assertThatThrownBy(() -> TorchFile.stateDict(file("checkpoint.pt")))
        .hasMessageContaining("'model'");
  }

  @Test
  void aPickleThatWantsMoreThanTensorsIsRefused() {
    assertThatThrownBy(() -> TorchFile.load(file("refused.pt")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("print");
  }

  @Test
  void numpysFilesAreRead() throws Exception {
    assertThat(Npy.load(file("fortran.npy")).equal(Tensor.arange(6).reshape(2, 3).to(DType.INT32)))
        .isTrue();
    assertThat(Npy.load(file("big.npy")).toDoubleArray())
        .containsExactly(0, 0.25, 0.5, 0.75, 1, 1.25);
    Map<String, Tensor> m = Npy.loadAll(file("arrays.npz"));
    assertThat(m.get("c").dtype()).isEqualTo(DType.COMPLEX128);
    assertThat(m.get("u").toIntArray()).containsExactly(0, 1, 2);
    assertThat(Npy.loadAll(file("packed.npz")).get("f").toDoubleArray())
        .containsExactly(0, 1, 2, 3, 4, 5);
    Map<String, Tensor> s = SafeTensors.load(file("two.safetensors"));
    assertThat(s.get("w").sum().item()).isEqualTo(66);
    assertThat(SafeTensors.metadata(file("two.safetensors"))).containsEntry("by", "reference");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    Map<String, Tensor> all = everyType();
    Path pt = dir.resolve("a.pt");
    TorchFile.save(all, pt);
    same(all, TorchFile.stateDict(pt));
    Path npz = dir.resolve("a.npz");
    Npy.saveAll(all, npz);
    Map<String, Tensor> back = Npy.loadAll(npz);
    for (String k : all.keySet())
      assertThat(back.get(k).to(all.get(k).dtype()).equal(all.get(k))).as(k).isTrue();
    all.remove("complex128");
    Path st = dir.resolve("a.safetensors");
    SafeTensors.save(all, Map.of("x", "y"), st);
    same(all, SafeTensors.load(st));
    Npy.save(all.get("float32"), dir.resolve("a.npy"));
    assertThat(Npy.load(dir.resolve("a.npy")).equal(all.get("float32"))).isTrue();
  }

  private static void same(Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertThat(actual.keySet()).containsAll(expected.keySet());
    expected.forEach((k, v) -> assertThat(actual.get(k).equal(v)).as(k).isTrue());
  }

  @Test
  void changingAMappedTensorLeavesTheFileAlone() throws Exception {
    Path f = dir.resolve("x.safetensors");
    SafeTensors.save(Map.of("x", Tensor.ones(4)), f);
    SafeTensors.load(f).get("x").mul_(7);
    assertThat(SafeTensors.load(f).get("x").sum().item()).isEqualTo(4);
  }

  /// Bytes changed, cut off or put in: an exception that says what is wrong, or a tensor, and
  /// nothing else; and no more memory than a file of this size can ask for. `-Djotter.fuzz=N` sets
  /// the number of files.
  @Test
  void damagedFilesNeverDoMoreThanThrow() throws Exception {
    int rounds = Integer.getInteger("jotter.fuzz", 6000);
    List<String> names =
        List.of(
            "state.pt",
            "checkpoint.pt",
            "fortran.npy",
            "big.npy",
            "arrays.npz",
            "packed.npz",
            "two.safetensors");
    Random random = new Random(11);
    Path f = dir.resolve("fuzz");
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    long most = 0;
    for (int i = 0; i < rounds; i++) {
      String name = names.get(i % names.size());
      byte[] b = damaged(Files.readAllBytes(file(name)), random);
      Files.write(f, b);
      long before = memory.getCurrentThreadAllocatedBytes() + LiveTensors.report().held();
      try {
        if (name.endsWith(".pt")) TorchFile.load(f);
        else if (name.endsWith(".npy")) Npy.load(f).isnan().any().itemBoolean();
        else if (name.endsWith(".npz")) Npy.loadAll(f);
        else for (Tensor t : SafeTensors.load(f).values()) t.isnan().any().itemBoolean();
      } catch (IOException | IllegalArgumentException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
      long used = memory.getCurrentThreadAllocatedBytes() + LiveTensors.report().held() - before;
      most = Math.max(most, used);
      // Parsing has its price; what is deflated may grow a thousandfold, and no further.
      assertThat(used).as("%s, round %d", name, i).isLessThan((2 << 20) + 1100L * b.length);
    }
    System.out.printf(
        "%,d damaged files: %,d refused, at most %,d bytes allocated for one%n",
        rounds, refused, most);
    assertThat(refused).isGreaterThan(rounds / 10);
  }

  private static byte[] damaged(byte[] b, Random random) {
    byte[] r = b.clone();
    int kind = random.nextInt(4);
    if (kind == 0) return java.util.Arrays.copyOf(r, random.nextInt(r.length));
    int n = 1 + random.nextInt(kind == 1 ? 1 : 8);
    for (int i = 0; i < n; i++) {
      // Headers are at the front, a zip's directory at the end: most of the damage goes there.
      int at =
          switch (random.nextInt(3)) {
            case 0 -> random.nextInt(Math.min(200, r.length));
            case 1 -> r.length - 1 - random.nextInt(Math.min(400, r.length));
            default -> random.nextInt(r.length);
          };
      r[at] = kind == 2 ? (byte) (r[at] ^ 1 << random.nextInt(8)) : (byte) random.nextInt(256);
    }
    return r;
  }
}
