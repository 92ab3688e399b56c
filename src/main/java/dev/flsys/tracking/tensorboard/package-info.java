/**
 * Event files of TensorBoard: the framing of their records and the messages in them. Used by {@code tracking}. The
 * entry is {@link dev.flsys.tracking.tensorboard.EventFile}.
 */
@NullMarked
package dev.flsys.tracking.tensorboard;

import org.jspecify.annotations.NullMarked;
