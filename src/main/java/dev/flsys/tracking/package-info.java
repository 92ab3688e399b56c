/**
 * Results in the tools that track experiments: event files of TensorBoard, and runs of an MLflow server. The entries
 * are {@link dev.flsys.tracking.Tracking}, which follows the runs of this service, and
 * {@link dev.flsys.tracking.TrackingResource}.
 *
 * <p>Nothing is queued: {@link dev.flsys.tracking.RunPoints} reads the log and the observations of a run, always in the
 * same order. How many points a tool has is its position. It is in a small file in the folder of the run, so a restart
 * continues there. {@link dev.flsys.tracking.RunExports} polls all runs of one tool on its own thread, so a slow server
 * holds up neither a run nor another tool.
 */
@NullMarked
package dev.flsys.tracking;

import org.jspecify.annotations.NullMarked;
