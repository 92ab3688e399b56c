/**
 * The inference engines: one adapter for onnxruntime and one for libtorch, the formats that they read, and the checks of
 * a file before native code opens it. Used by {@code model} and {@code deploy}; the entry is
 * {@link dev.flsys.engine.Engines}.
 */
@NullMarked
package dev.flsys.engine;

import org.jspecify.annotations.NullMarked;
