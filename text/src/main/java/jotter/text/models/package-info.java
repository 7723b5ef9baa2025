/// Models of language.
package jotter.text.models;
