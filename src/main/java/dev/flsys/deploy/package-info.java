/**
 * The model behind {@code /predict}. It is chosen by path and swapped while it serves. The choice survives a restart
 * and reaches every replica on the same project. Used by {@code inference} and {@code platform.health}. The entry is
 * {@link dev.flsys.deploy.DeployedModel}.
 *
 * <p>A swap has these steps, in this order. Swaps run one after the other.
 *
 * <ol>
 *   <li>load the new model aside, within a deadline
 *   <li>warm it
 *   <li>compare its shapes with those of the current version
 *   <li>write the choice to {@code .flsys/deploy/choice.json}
 *   <li>publish the new version
 *   <li>wait until the old version is closed
 *   <li>answer {@code /update_model}
 * </ol>
 *
 * <p>A worker binds a request to a version when it takes the request, so no waiting request keeps an old version.
 *
 * <p>Twice a second the room reads {@code .flsys/deploy/choice.json}, through which replicas follow. It also compares
 * the stamp of the deployed file. A changed file is loaded again once two reads in a row gave the same stamp.
 *
 * <p>Candidates are the files whose suffix and content fit. The room does not load them, so only the swap checks the
 * lengths of their rows.
 */
@NullMarked
package dev.flsys.deploy;

import org.jspecify.annotations.NullMarked;
