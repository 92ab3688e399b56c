/**
 * The error answers. An expected failure has its HTTP status. One mapper writes it as an RFC 9457 problem body with the
 * additional member {@code error}. Used by all rooms; it uses none.
 */
@NullMarked
package dev.flsys.problem;

import org.jspecify.annotations.NullMarked;
