package dev.flsys.platform.health;

import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.model.catalog.WeightsFolder;
import dev.flsys.platform.health.BackgroundCheck.Seen;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the weights folder can be listed. If a volume disappears or a network file system hangs, balancers must
 * use another service. A folder that has never existed is no fault, because the project has not trained yet.
 */
@Readiness
@Singleton
final class WeightsCheck implements AsyncHealthCheck {

    private static final String NAME = "weights";
    /** Limit of a listing; over a network it may take long now and then. */
    private static final Duration HANGS = Duration.ofSeconds(5);

    private final BackgroundCheck<Listing> folder;

    /**
     * The result of a check of the folder.
     *
     * @param fault the reason why it cannot be listed; empty if it can, or has never existed
     * @param folder the folder of the models, and the reason why it has no models if it has never existed
     */
    record Listing(Optional<String> fault, WeightsFolder folder) {}

    @Inject
    WeightsCheck(ModelCatalog catalog) {
        this(() -> list(catalog));
    }

    /** @param listing lists the folder; may block */
    WeightsCheck(Supplier<Listing> listing) {
        // A separate thread is used, because a file system may block it without end. There is at most one.
        Executor thread = task -> {
            Thread looking = new Thread(task, "flsys-weights-listing");
            looking.setDaemon(true);
            looking.start();
        };
        this.folder = new BackgroundCheck<>(() -> CompletableFuture.supplyAsync(listing, thread));
    }

    /** Lists the folder for the first time, so that the first probe of a busy machine has a result. */
    void listFirst(@Observes StartupEvent event) {
        var unused = folder.seen();
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().completionStage(folder::seen).map(WeightsCheck::evaluate);
    }

    private static Listing list(ModelCatalog catalog) {
        WeightsFolder folder = catalog.folder();
        try {
            catalog.requireReadable();
            return new Listing(Optional.empty(), folder);
        } catch (ModelProblem unreadable) {
            return new Listing(Optional.of(unreadable.detail()), folder);
        } catch (RuntimeException unexpected) {
            String kind = unexpected.getClass().getSimpleName();
            return new Listing(Optional.of("The weights folder cannot be read: " + kind), folder);
        }
    }

    static HealthCheckResponse evaluate(Seen<Listing> folder) {
        if (folder.pending().compareTo(HANGS) > 0) {
            return reportDown(
                    "The file system has not answered for " + folder.pending().toSeconds() + " seconds.");
        }
        if (folder.latest().isEmpty()) {
            return reportDown("The weights folder has not been listed yet.");
        }
        Listing listing = folder.latest().get();
        String missing = listing.folder().reason();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(NAME)
                .withData("folder", listing.folder().path());
        if (missing != null) {
            answer.withData("missing", missing);
        }
        listing.fault().ifPresent(fault -> answer.withData("reason", fault));
        return answer.status(listing.fault().isEmpty()).build();
    }

    private static HealthCheckResponse reportDown(String reason) {
        return HealthCheckResponse.named(NAME).down().withData("reason", reason).build();
    }
}
