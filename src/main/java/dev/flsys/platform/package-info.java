/** The service as a program: its start-up check, its start line, its greeting, and answers to requests without a route. */
@NullMarked
package dev.flsys.platform;

import org.jspecify.annotations.NullMarked;
