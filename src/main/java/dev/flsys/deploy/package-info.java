/**
 * The model behind {@code /predict}. It is chosen by path and swapped while it serves. The choice survives a restart
 * and reaches every replica on the same project. Used by {@code inference} and {@code platform.health}. The entry is
 * {@link dev.flsys.deploy.DeployedModel}.
 *
 * <p>A swap has these steps, in this order. Swaps run one after the other.
 *
 * <ol>
 *   <li>load the new model beside the old one, within a deadline
 *   <li>warm it
 *   <li>compare its shapes with the shapes of the current version
 *   <li>write the choice to {@code .flsys/deploy/choice.json}
 *   <li>publish the new version
 *   <li>wait until the old version is closed
 *   <li>answer {@code /update_model}
 * </ol>
 *
 * <p>A worker binds a request to a version when it takes the request, so no waiting request keeps an old version.
 *
 * <p>The room reads {@code .flsys/deploy/choice.json} twice a second, so that all replicas on a project deploy the same
 * file. It also compares the stamp of the deployed file: its size and time. A changed file is loaded again as soon as
 * two reads in a row found the same stamp.
 *
 * <p>The candidates for a deployment are the files with the suffix and the content of a model. The room does not load
 * them. Only the swap checks the lengths of their rows.
 */
@NullMarked
package dev.flsys.deploy;

import org.jspecify.annotations.NullMarked;
