/**
 * Checks the projects of {@code src/test/resources/corpus}: one small Flower project for each kind that FLSys
 * understands, with the answers that Python computed.
 */
@org.jspecify.annotations.NullMarked
package dev.flsys.corpus;
