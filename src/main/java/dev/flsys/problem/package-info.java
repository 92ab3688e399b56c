/**
 * The error answers: an expected failure carries its HTTP status, and one mapper writes it as an RFC 9457 problem body
 * with the additional member {@code error}. Used by all rooms; it uses none.
 */
@NullMarked
package dev.flsys.problem;

import org.jspecify.annotations.NullMarked;
