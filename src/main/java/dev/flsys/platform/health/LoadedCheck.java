package dev.flsys.platform.health;

import dev.flsys.deploy.DeployedModel;
import dev.flsys.model.ModelCatalog;
import dev.flsys.model.ModelProblem;
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
 * Started once the deployed model was loaded and the catalog read for the first time, well or not: a restart would mend
 * neither, and what fails is told by readiness and by the requests themselves. Before that it is not ready either, for
 * balancers that ask for nothing else. That the settings are right is shown by its answering at all.
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
                .item(() -> judge(deployed.started().toCompletableFuture().isDone(), catalogRead.isDone()));
    }

    /**
     * @param deployed whether the first load of the deployed model has ended
     * @param listed whether the catalog has been read
     */
    static HealthCheckResponse judge(boolean deployed, boolean listed) {
        HealthCheckResponseBuilder told = HealthCheckResponse.named("loaded").status(deployed && listed);
        if (!deployed) {
            told.withData("deployed_model", "is being loaded");
        }
        if (!listed) {
            told.withData("catalog", "is being read");
        }
        return told.build();
    }
}
