/**
 * The models in memory: loads on threads that can be abandoned, versions with their leases, and swaps. Used by
 * {@code model} and {@code deploy}. The entry for a swap is {@link dev.flsys.model.serving.ModelSwap}.
 */
@NullMarked
package dev.flsys.model.serving;

import org.jspecify.annotations.NullMarked;
