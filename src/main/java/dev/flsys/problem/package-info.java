/** Error answers. An expected failure has an HTTP status, and one mapper turns it into an RFC 9457 problem body. */
@NullMarked
package dev.flsys.problem;

import org.jspecify.annotations.NullMarked;
