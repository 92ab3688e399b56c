package dev.flsys.tracking.mlflow;

import java.io.IOException;

/** A request that MLflow refuses for a reason that a repetition does not change. */
public final class MlflowRefused extends IOException {

    private static final long serialVersionUID = 1;

    MlflowRefused(String message) {
        super(message);
    }
}
