package dev.flsys.platform.health;

import dev.flsys.model.ModelCatalog;
import dev.flsys.model.WeightsUnreadable;
import dev.flsys.platform.health.BackgroundLook.Seen;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the weights folder can be listed: a volume that went away, or a network file system that hangs, takes the service
 * out of the balancing.
 */
@Readiness
@Singleton
final class WeightsCheck implements AsyncHealthCheck {

    private static final String NAME = "weights";
    private static final String READABLE = "";
    /** A listing over a network may take a while now and then. */
    private static final Duration HANGS = Duration.ofSeconds(5);

    private final BackgroundLook<String> folder;

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

    private static String look(ModelCatalog catalog) {
        try {
            catalog.requireReadable();
            return READABLE;
        } catch (WeightsUnreadable unreadable) {
            return unreadable.detail();
        } catch (RuntimeException unexpected) {
            return "The weights folder cannot be read: " + unexpected.getClass().getSimpleName();
        }
    }

    /** @param folder why it cannot be listed, or nothing */
    static HealthCheckResponse judge(Seen<String> folder) {
        if (folder.pending().compareTo(HANGS) > 0) {
            return down(
                    "The file system has not answered for " + folder.pending().toSeconds() + " seconds.");
        }
        String reason = folder.latest().orElse("The weights folder has not been listed yet.");
        return reason.equals(READABLE) ? HealthCheckResponse.up(NAME) : down(reason);
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named(NAME).down().withData("reason", reason).build();
    }
}
