/**
 * The export of results to the tools that track experiments: event files of TensorBoard, and runs of an MLflow server.
 * The entries are {@link dev.flsys.tracking.Tracking}, which follows the runs of this service, and
 * {@link dev.flsys.tracking.TrackingResource}.
 *
 * <p>Nothing is queued. {@link dev.flsys.tracking.RunPoints} reads the log and the observations of a run, always in the
 * same order. The position of a tool is the number of points that it has received. The position is stored in a small
 * file in the folder of the run, so the export continues there after a restart. {@link dev.flsys.tracking.RunExports}
 * polls all runs of one tool on its own thread, so a slow server delays neither a run nor another tool.
 */
@NullMarked
package dev.flsys.tracking;

import org.jspecify.annotations.NullMarked;
