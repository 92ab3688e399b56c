/**
 * Files to executable models: one adapter for onnxruntime and one for libtorch, the formats that they read, and the
 * checks that a file passes before native code opens it. Used by {@code model} and {@code deploy}; the entry is
 * {@link dev.flsys.engine.Engines}.
 */
@NullMarked
package dev.flsys.engine;

import org.jspecify.annotations.NullMarked;
