package jotter.tensor.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jotter.tensor.formula.code.Code.Kind;
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

  @Test
  void theAssemblerTakesIt(@TempDir Path dir) throws IOException, InterruptedException {
    StringBuilder whole = new StringBuilder();
    for (String m : modules()) {
      int entry = m.indexOf(".visible");
      whole.append(whole.isEmpty() ? m : m.substring(entry));
    }
    Path text = Files.writeString(dir.resolve("all.ptx"), whole);
    Process p;
    try {
      p =
          new ProcessBuilder(
                  "ptxas",
                  "-arch=sm_80",
                  "-o",
                  dir.resolve("all.cubin").toString(),
                  text.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      System.out.println("not assembled: there is no ptxas on the path");
      return;
    }
    String out = new String(p.getInputStream().readAllBytes());
    assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(p.exitValue()).as(out).isZero();
  }
}
