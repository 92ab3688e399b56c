/**
 * The way from a request to its predictions. {@code inference.pool} has the queue and the workers. Used by
 * {@code inference.explain}, {@code evaluation}, {@code openinference} and {@code platform.health}. The entries are
 * {@link dev.flsys.inference.Classifier} for pictures and {@link dev.flsys.inference.TensorPredictor} for rows.
 *
 * <p>Resources run on the event loop and submit a job. At most INFERENCE_QUEUE jobs wait; a request for another one is
 * answered with 503. Jobs wait in queues, one for each model. There are INFERENCE_WORKERS threads. A thread takes all
 * jobs of a queue as a batch. If the batch would take longer than the wake-up of another thread, it takes only a share
 * of them. It never waits for more jobs. Short jobs stay with one active worker, because waking a thread for each
 * request would cost more than the request.
 *
 * <p>{@link dev.flsys.inference.PictureRequestReader} decodes the usual body of a picture from the bytes that arrived.
 * Jackson reads every other body.
 *
 * <p>A batch runs as one call if the model gives each row the same answer alone and in a batch. Otherwise, and after a
 * failed batch, it runs row by row. A job whose client has disconnected leaves the queue and never runs. A call of a
 * model may take INFERENCE_TIMEOUT. A thread that hangs in libtorch keeps its lease and is replaced. At a limit of such
 * threads, {@code ready} fails.
 *
 * <p>For the readiness check, a trial prediction goes through the same queue if no prediction succeeded recently.
 * Errors of clients do not count.
 */
@NullMarked
package dev.flsys.inference;

import org.jspecify.annotations.NullMarked;
