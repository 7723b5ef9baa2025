/// The notebook: a Jupyter kernel, a runner that needs no Jupyter, and what both show.
///
/// There is one way to run a cell, [jotter.kernel.eval.Engine], and two front ends to it. The
/// kernel ([jotter.kernel.KernelMain], `wire`) answers the Jupyter protocol over ZeroMQ; the runner
/// ([jotter.kernel.run.RunCommand]) walks through an .ipynb and writes it as .ipynb and HTML.
/// Neither evaluates anything itself: they give a cell a [jotter.kernel.eval.CellListener] and get
/// an [jotter.kernel.eval.Outcome].
///
/// The engine is JShell with four things changed, each for one thing that users of the JVM kernels
/// before ours lost their work to:
///
/// - Variables stay. JShell resets a variable when something that it was declared with changes, and
///   on-demand imports make that happen by themselves. Default imports are single names, classes
///   are redefined in place, and where that cannot be, values move to the new class
///   (`jotter.kernel.eval.Control`).
/// - Every cell can be stopped, also `while (true)`: loops are compiled with an `invokedynamic`
///   that costs nothing until it is switched ([jotter.kernel.eval.Interrupts]).
/// - Output finds its cell, from any thread and at any time ([jotter.kernel.eval.Cell],
///   [jotter.kernel.eval.Carry]).
/// - Nothing that a cell throws harms the kernel, and what is said of it names cells and lines
///   (`jotter.kernel.eval.Failures`).
///
/// Commands of the notebook itself are magics ([jotter.kernel.magic.Magic]); pictures of values are
/// renderers ([jotter.tensor.display.Renderer]). Both are services, so any module adds its own.
package jotter.kernel;
