/**
 * The model behind {@code /predict}. It is chosen by path and swapped while it serves. The choice survives a restart
 * and reaches every replica on the same project. Used by {@code inference} and {@code platform.health}. The entry is
 * {@link dev.flsys.deploy.DeployedModel}.
 *
 * <p>A swap loads the new model aside with a deadline, warms it, compares its shapes with those of the current version,
 * writes the choice, publishes the new version, and waits until the old one is closed. Then {@code /update_model} is
 * answered. Swaps run one after the other. A worker binds a request to a version when it takes the request, so no
 * waiting request keeps an old version.
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
