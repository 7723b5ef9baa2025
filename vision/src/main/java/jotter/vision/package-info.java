/// The vision module.
package jotter.vision;
