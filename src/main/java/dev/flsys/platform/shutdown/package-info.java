/**
 * The shutdown. First the service is not ready but serves requests; then it accepts no connections, sends the last
 * answers, and ends with status 0.
 */
@NullMarked
package dev.flsys.platform.shutdown;

import org.jspecify.annotations.NullMarked;
