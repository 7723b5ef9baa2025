package jotter.kernel.run;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/// The commands of TeX that [MathMarkup] knows, and what each is in MathML.
final class MathTables {
  private MathTables() {}

  /// Letters.
  static final Map<String, String> SYMBOLS =
      Map.ofEntries(
          entry("alpha", "α"),
          entry("beta", "β"),
          entry("gamma", "γ"),
          entry("delta", "δ"),
          entry("epsilon", "ϵ"),
          entry("varepsilon", "ε"),
          entry("zeta", "ζ"),
          entry("eta", "η"),
          entry("theta", "θ"),
          entry("iota", "ι"),
          entry("kappa", "κ"),
          entry("lambda", "λ"),
          entry("mu", "μ"),
          entry("nu", "ν"),
          entry("xi", "ξ"),
          entry("pi", "π"),
          entry("rho", "ρ"),
          entry("sigma", "σ"),
          entry("tau", "τ"),
          entry("phi", "ϕ"),
          entry("varphi", "φ"),
          entry("chi", "χ"),
          entry("psi", "ψ"),
          entry("omega", "ω"),
          entry("Gamma", "Γ"),
          entry("Delta", "Δ"),
          entry("Theta", "Θ"),
          entry("Lambda", "Λ"),
          entry("Xi", "Ξ"),
          entry("Pi", "Π"),
          entry("Sigma", "Σ"),
          entry("Phi", "Φ"),
          entry("Psi", "Ψ"),
          entry("Omega", "Ω"),
          entry("ell", "ℓ"),
          entry("partial", "∂"),
          entry("nabla", "∇"),
          entry("infty", "∞"),
          entry("hbar", "ℏ"),
          entry("top", "⊤"),
          entry("emptyset", "∅"));

  /// Signs between things.
  static final Map<String, String> OPERATORS =
      Map.ofEntries(
          entry("cdot", "⋅"),
          entry("times", "×"),
          entry("odot", "⊙"),
          entry("oplus", "⊕"),
          entry("otimes", "⊗"),
          entry("pm", "±"),
          entry("mp", "∓"),
          entry("div", "÷"),
          entry("ast", "∗"),
          entry("circ", "∘"),
          entry("le", "≤"),
          entry("leq", "≤"),
          entry("ge", "≥"),
          entry("geq", "≥"),
          entry("ne", "≠"),
          entry("neq", "≠"),
          entry("ll", "≪"),
          entry("gg", "≫"),
          entry("approx", "≈"),
          entry("sim", "∼"),
          entry("equiv", "≡"),
          entry("propto", "∝"),
          entry("to", "→"),
          entry("rightarrow", "→"),
          entry("leftarrow", "←"),
          entry("gets", "←"),
          entry("mapsto", "↦"),
          entry("Rightarrow", "⇒"),
          entry("iff", "⇔"),
          entry("in", "∈"),
          entry("notin", "∉"),
          entry("subset", "⊂"),
          entry("cup", "∪"),
          entry("cap", "∩"),
          entry("forall", "∀"),
          entry("exists", "∃"),
          entry("mid", "∣"),
          entry("vert", "|"),
          entry("|", "‖"),
          entry("Vert", "‖"),
          entry("langle", "⟨"),
          entry("rangle", "⟩"),
          entry("lfloor", "⌊"),
          entry("rfloor", "⌋"),
          entry("lceil", "⌈"),
          entry("rceil", "⌉"),
          entry("ldots", "…"),
          entry("dots", "…"),
          entry("cdots", "⋯"),
          entry("vdots", "⋮"),
          entry("ddots", "⋱"),
          entry("colon", ":"),
          entry("{", "{"),
          entry("}", "}"),
          entry("%", "%"),
          entry("_", "_"),
          entry("&", "&"),
          entry("#", "#"),
          entry("$", "$"),
          entry("prime", "′"));

  /// Signs with limits above and below, or beside.
  static final Map<String, String> BIG =
      Map.of("sum", "∑", "prod", "∏", "int", "∫", "oint", "∮", "bigcup", "⋃", "bigcap", "⋂");

  /// Functions that are written upright.
  static final Set<String> NAMES =
      Set.of(
          ("exp log ln sin cos tan sinh cosh tanh max min sup inf lim arg det dim ker gcd Pr"
                  + " argmax argmin softmax")
              .split(" "));

  /// Those of the [#NAMES] whose limits stand below.
  static final Set<String> LIMITS = Set.of("max", "min", "sup", "inf", "lim", "argmax", "argmin");

  /// What is put on top of a letter.
  static final Map<String, String> ACCENTS =
      Map.of(
          "hat",
          "^",
          "widehat",
          "^",
          "bar",
          "¯",
          "overline",
          "¯",
          "tilde",
          "~",
          "widetilde",
          "~",
          "vec",
          "→",
          "dot",
          "˙",
          "ddot",
          "¨");

  /// Commands for fonts, with the name of the font.
  static final Map<String, String> FONTS =
      Map.of(
          "mathbf",
          "bold",
          "boldsymbol",
          "bold-italic",
          "bm",
          "bold-italic",
          "mathrm",
          "normal",
          "mathcal",
          "script",
          "mathbb",
          "double-struck",
          "mathsf",
          "sans-serif");

  /// Widths.
  static final Map<String, String> SPACES =
      Map.of(
          ",", "0.17em", ":", "0.22em", ";", "0.28em", " ", "0.25em", "quad", "1em", "qquad", "2em",
          "!", "-0.17em");
}
