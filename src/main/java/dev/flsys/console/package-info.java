/**
 * The console: its HTML page, the bundle that the build creates from {@code resources/web/console}, and security
 * headers. It uses the public REST and live API like any other front end.
 */
@NullMarked
package dev.flsys.console;

import org.jspecify.annotations.NullMarked;
