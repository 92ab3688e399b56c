package dev.flsys.inference.pool;

import dev.flsys.engine.EngineModel;
import dev.flsys.model.serving.ModelLease;
import dev.flsys.model.serving.ModelVersion;
import java.util.function.Function;

/**
 * Calls of a model by a worker, within a deadline. Each call holds its own lease. The jobs of a late call close their
 * own leases, but a model must not be closed while native code runs it.
 */
public final class ModelCall {

    private ModelCall() {}

    /**
     * Calls the model of {@code version} and returns the result of {@code call}.
     *
     * @throws InferenceProblem if the model is not called, because earlier calls took too long
     */
    public static <T> T of(ModelVersion version, Function<EngineModel, T> call) {
        version.whyNotCalled().ifPresent(reason -> {
            throw InferenceProblem.notCalled(reason);
        });
        try (ModelLease lease = version.lease()
                .orElseThrow(() -> InferenceProblem.failed("The model was replaced; send the request again."))) {
            Worker.beginCall(version);
            boolean answered = false;
            try {
                T answer = call.apply(lease.model());
                answered = true;
                return answer;
            } finally {
                Worker.endCall(version, answered);
            }
        }
    }
}
