/// Commands of the notebook itself, and what they may do with it.
package jotter.kernel.magic;
