/// The conformance runner: cases with reference results, in files, against the library.
///
/// A folder holds groups (`manifest.json`), each a file of cases (JSON lines) and one of tensors
/// (safetensors). {@link jotter.tensor.testkit.conformance.Suite} reads them; each kind of group
/// has a runner; {@link jotter.tensor.testkit.conformance.Bindings} says, one line per operation,
/// how an operation of a case is called here. Nothing is skipped: an operation without a binding is
/// a failure that says so.
package jotter.tensor.testkit.conformance;
