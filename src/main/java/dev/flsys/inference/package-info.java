/**
 * The way from a request to its predictions. {@code inference.pool} has the queue and the workers. Used by
 * {@code inference.explain}, {@code evaluation}, {@code openinference} and {@code platform.health}. The entries are
 * {@link dev.flsys.inference.Classifier} for pictures and {@link dev.flsys.inference.TensorPredictor} for rows.
 *
 * <p>Resources run on the event loop and submit a job. INFERENCE_QUEUE jobs may wait; further ones are answered 503.
 * Jobs wait in lanes, one for each model. One of INFERENCE_WORKERS threads takes the jobs of a lane, or a share of them
 * where batches take longer than the wake-up of a thread. It never waits for more jobs. Short jobs stay with one active
 * worker: waking a thread for each request would cost more than the request.
 *
 * <p>The usual body of a picture is decoded from the bytes that arrived, every other one is read by Jackson:
 * {@link dev.flsys.inference.PictureRequestReader}.
 *
 * <p>A batch runs as one call if the model gives each row the same answer alone and in a batch. Otherwise, and after a
 * failed batch, it runs row by row. A job whose client has gone gives up its place and never runs. Each call of a model
 * has INFERENCE_TIMEOUT. A thread that is stuck in libtorch keeps its lease and is replaced; at a limit of such threads
 * {@code ready} fails.
 *
 * <p>Readiness: if no prediction succeeded lately, a trial goes through the same queue. Errors of a client do not
 * count.
 */
@NullMarked
package dev.flsys.inference;

import org.jspecify.annotations.NullMarked;
