package dev.flsys.platform.health;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelProblem;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.jboss.logging.Logger;

/**
 * Started once the first load of the deployed model and the first read of the catalog have ended, successfully or not.
 * A restart would fix neither failure; readiness and the requests report them. Until then the service is not ready
 * either, because some balancers check only readiness. The settings are correct if the service answers at all.
 */
@Startup
@Readiness
@Singleton
final class LoadedCheck implements AsyncHealthCheck {

    private static final Logger LOG = Logger.getLogger(LoadedCheck.class);

    private final ModelCatalog catalog;
    private final DeployedModel deployed;
    private final CompletableFuture<Void> catalogRead = new CompletableFuture<>();

    LoadedCheck(ModelCatalog catalog, DeployedModel deployed) {
        this.catalog = catalog;
        this.deployed = deployed;
    }

    void readCatalog(@Observes StartupEvent event) {
        Thread reading = new Thread(this::readCatalog, "flsys-catalog-first");
        reading.setDaemon(true);
        reading.start();
    }

    private void readCatalog() {
        try {
            catalog.list();
        } catch (ModelProblem unreadable) {
            LOG.warn(unreadable.detail());
        } finally {
            catalogRead.complete(null);
        }
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(() -> evaluate(deployed.started().toCompletableFuture().isDone(), catalogRead.isDone()));
    }

    /**
     * @param deployed whether the first load of the deployed model has ended
     * @param listed whether the catalog has been read
     */
    static HealthCheckResponse evaluate(boolean deployed, boolean listed) {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("loaded").status(deployed && listed);
        if (!deployed) {
            answer.withData("deployed_model", "is being loaded");
        }
        if (!listed) {
            answer.withData("catalog", "is being read");
        }
        return answer.build();
    }
}
