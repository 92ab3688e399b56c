/**
 * One kind of error answer: expected failures carry an HTTP status, one mapper turns them into RFC 9457 problem bodies.
 */
@NullMarked
package dev.flsys.problem;

import org.jspecify.annotations.NullMarked;
