/**
 * The REST API of an MLflow tracking server: requests, limits and names. Used by {@code tracking}. The entry is
 * {@link dev.flsys.tracking.mlflow.MlflowServer}.
 */
@NullMarked
package dev.flsys.tracking.mlflow;

import org.jspecify.annotations.NullMarked;
