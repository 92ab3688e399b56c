package dev.flsys.platform.health;

import dev.flsys.model.ModelCatalog;
import dev.flsys.model.ModelProblem;
import dev.flsys.model.WatchedFolder;
import dev.flsys.platform.health.BackgroundLook.Seen;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the weights folder can be listed: a volume that went away, or a network file system that hangs, takes the
 * service out of the balancing. A folder that has never been there does not: the project has not trained yet.
 */
@Readiness
@Singleton
final class WeightsCheck implements AsyncHealthCheck {

    private static final String NAME = "weights";
    /** A listing over a network may take a while now and then. */
    private static final Duration HANGS = Duration.ofSeconds(5);

    private final BackgroundLook<Look> folder;

    /**
     * What a look at the folder has seen.
     *
     * @param fault why it cannot be listed; empty if it can, or has never been there
     * @param folder where models are looked for, and why there are none if it has never been there
     */
    record Look(Optional<String> fault, WatchedFolder folder) {}

    WeightsCheck(ModelCatalog catalog) {
        // A thread of its own: one that a file system holds for ever must not be taken from others. One at most.
        Executor thread = task -> {
            Thread looking = new Thread(task, "flsys-weights-look");
            looking.setDaemon(true);
            looking.start();
        };
        this.folder = new BackgroundLook<>(() -> CompletableFuture.supplyAsync(() -> look(catalog), thread));
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().completionStage(folder::seen).map(WeightsCheck::judge);
    }

    private static Look look(ModelCatalog catalog) {
        WatchedFolder folder = catalog.folder();
        try {
            catalog.requireReadable();
            return new Look(Optional.empty(), folder);
        } catch (ModelProblem unreadable) {
            return new Look(Optional.of(unreadable.detail()), folder);
        } catch (RuntimeException unexpected) {
            String kind = unexpected.getClass().getSimpleName();
            return new Look(Optional.of("The weights folder cannot be read: " + kind), folder);
        }
    }

    static HealthCheckResponse judge(Seen<Look> folder) {
        if (folder.pending().compareTo(HANGS) > 0) {
            return down(
                    "The file system has not answered for " + folder.pending().toSeconds() + " seconds.");
        }
        if (folder.latest().isEmpty()) {
            return down("The weights folder has not been listed yet.");
        }
        Look look = folder.latest().get();
        String missing = look.folder().reason();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named(NAME).withData("folder", look.folder().path());
        if (missing != null) {
            answer.withData("missing", missing);
        }
        look.fault().ifPresent(fault -> answer.withData("reason", fault));
        return answer.status(look.fault().isEmpty()).build();
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named(NAME).down().withData("reason", reason).build();
    }
}
