/**
 * The bodies of requests: collected before a request is routed, within a time limit and within a part of the heap. All
 * other rooms get complete bodies.
 */
@NullMarked
package dev.flsys.platform.body;

import org.jspecify.annotations.NullMarked;
