/// The text module.
package jotter.text;
