package jotter.tensor.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import jotter.tensor.formula.code.Code.Kind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PtxTest {
  private static final Pattern REGISTER = Pattern.compile("%v(\\d+)");

  /// Every primitive in every type that has PTX for it.
  private static List<String> modules() {
    List<String> all = new ArrayList<>();
    for (Prim p : Prim.values()) {
      List<Formula> args = new ArrayList<>();
      for (int i = 0; i < p.arity(); i++) args.add(Formula.in(i));
      Program program = Program.of(p.name(), new Formula.Call(p, args));
      for (Kind k : List.of(Kind.F32, Kind.F64, Kind.I32, Kind.I64)) {
        try {
          if (!Ptx.supports(program, k)) continue;
        } catch (IllegalArgumentException notInThisType) {
          continue;
        }
        all.add(Ptx.of((p.name() + "_" + k).toLowerCase(java.util.Locale.ROOT), program, k));
      }
    }
    Formula gelu = Formula.X.mul(0.5).mul(Formula.X.mul(Math.sqrt(0.5)).erf().add(Formula.P0));
    all.add(Ptx.of("gelu_f32", Program.of("gelu", gelu), Kind.F32));
    return all;
  }

  @Test
  void everyValueIsDeclaredAndComputedBeforeItIsUsed() {
    List<String> modules = modules();
    assertThat(modules.size()).isGreaterThan(90);
    for (String m : modules) {
      assertThat(m).contains(".version 7.0", ".target sm_80", ".visible .entry");
      java.util.Set<String> declared = new java.util.HashSet<>();
      java.util.Set<String> known = new java.util.HashSet<>();
      for (String line : m.lines().toList()) {
        Matcher r = REGISTER.matcher(line);
        if (line.startsWith("  .reg")) {
          while (r.find()) declared.add(r.group());
          continue;
        }
        List<String> used = new ArrayList<>();
        while (r.find()) used.add(r.group());
        if (used.isEmpty()) continue;
        assertThat(declared).as(m).containsAll(used);
        boolean writes = line.matches("\\s+[a-z0-9.A-Z]+ %v.*");
        if (writes) known.add(used.get(0));
        assertThat(known).as(line + "\n" + m).containsAll(used);
      }
    }
  }

  /// NVIDIA's assembler as a library, which JCuda brings along: no GPU and no CUDA is needed.
  @Test
  void theAssemblerTakesIt(@TempDir Path dir) {
    StringBuilder whole = new StringBuilder();
    for (String m : modules()) {
      int entry = m.indexOf(".visible");
      whole.append(whole.isEmpty() ? m : m.substring(entry));
    }
    nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
    // JCuda unpacks its library into the shared temporary folder; this test has one of its own.
    String shared = System.setProperty("java.io.tmpdir", dir.toString());
    byte[] text = (whole + "\0").getBytes(StandardCharsets.US_ASCII);
    try {
      JNvPTXCompiler.setExceptionsEnabled(false);
      assertThat(JNvPTXCompiler.nvPTXCompilerCreate(handle, text.length, text)).isZero();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      Assumptions.abort("JCuda has no PTX assembler for this machine: " + e.getMessage());
    } finally {
      System.setProperty("java.io.tmpdir", shared);
    }
    String[] options = {"--gpu-name=sm_80"};
    int result = JNvPTXCompiler.nvPTXCompilerCompile(handle, options.length, options);
    assertThat(result).as(() -> errors(handle)).isZero();
    long[] size = new long[1];
    JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(handle, size);
    assertThat(size[0]).isGreaterThan(10_000);
    JNvPTXCompiler.nvPTXCompilerDestroy(handle);
  }

  private static String errors(nvPTXCompilerHandle handle) {
    long[] size = new long[1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(handle, size);
    byte[] log = new byte[(int) size[0] + 1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLog(handle, log);
    return new String(log, StandardCharsets.US_ASCII);
  }
}
