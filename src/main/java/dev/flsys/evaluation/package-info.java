/**
 * Evaluations of up to six models on labelled pictures of the project. The results are accuracy, precision, recall, F1,
 * confusion matrix and calibration, and the pictures on which the models fail or disagree. The entry is
 * {@link dev.flsys.evaluation.Evaluations}. No room uses it.
 *
 * <p>One evaluation runs at a time, on a separate thread. An evaluation counts as one client of the inference workers,
 * so that requests of other clients have their turns. {@code .flsys/evaluations/<id>.json} is the record of an
 * evaluation. It is written when the evaluation is accepted and when it ends. An evaluation that a killed service left
 * unfinished is shown as interrupted.
 *
 * <p>{@link dev.flsys.evaluation.PictureUploads} receives ZIP files of pictures, which
 * {@link dev.flsys.evaluation.PictureArchive} checks and unpacks to {@code .flsys/evaluations/<id>/}. The unpacked
 * pictures are deleted with the evaluation.
 *
 * <p>{@link dev.flsys.evaluation.LiveEvaluations} evaluates the newest rounds of running simulations, on another
 * thread.
 */
@NullMarked
package dev.flsys.evaluation;

import org.jspecify.annotations.NullMarked;
