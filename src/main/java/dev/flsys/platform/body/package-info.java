/**
 * The bodies of requests. They are collected before a request is routed, with a limit of time and a limit of memory.
 * All other rooms get complete bodies.
 */
@NullMarked
package dev.flsys.platform.body;

import org.jspecify.annotations.NullMarked;
