/// What machine is this, and what can Jotter use of it?
///
/// [Report#collect()] answers for the command line (`./jotter doctor`) and for a notebook
/// (`%jotter`) with one value, so the two can never disagree. Each module says what it knows
/// through a [Diagnostic], found by [java.util.ServiceLoader]; this package itself speaks for the
/// JDK, the processor, the memory, the vector unit and the GPU driver.
///
/// A report never throws. A machine on which something is missing is exactly the machine whose
/// owner asks for one, so every probe turns what goes wrong into a sentence and, where there is
/// one, the mend.
package jotter.tensor.diagnostics;
