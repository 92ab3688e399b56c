/**
 * A separate program that makes a cache for faster JVM starts: it runs the service for a few requests and lets the JVM
 * store the classes that it loaded. The service does not use this room. The entry is
 * {@link dev.flsys.startcache.StartCache}.
 *
 * <p>A start cache needs an {@code aot-jar}: the usual package of Quarkus has its own class loader, for whose classes a
 * cache helps less. Without a cache an {@code aot-jar} starts more slowly, so it is not the default.
 */
@NullMarked
package dev.flsys.startcache;

import org.jspecify.annotations.NullMarked;
