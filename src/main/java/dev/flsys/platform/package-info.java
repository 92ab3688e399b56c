/**
 * The service as a program: the check of its settings before the start, the landing page, and the answers to requests
 * without a resource. Sub-rooms hold connections, request bodies, health checks, the OpenAPI document and the shutdown.
 */
@NullMarked
package dev.flsys.platform;

import org.jspecify.annotations.NullMarked;
