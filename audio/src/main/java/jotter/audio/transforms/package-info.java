/// What is made of sound before a network hears it: other rates, spectra, mel bands, cepstra, and
/// masks that hide parts. Formulas and defaults are torchaudio's.
package jotter.audio.transforms;
