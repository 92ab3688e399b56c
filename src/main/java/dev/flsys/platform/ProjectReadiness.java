package dev.flsys.platform;

import dev.flsys.model.ModelSettings;
import java.nio.file.Files;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the project's weights can be read: a volume that went away takes the service out of the balancing. */
@Readiness
final class ProjectReadiness implements HealthCheck {

    private final ModelSettings settings;

    ProjectReadiness(ModelSettings settings) {
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        boolean readable = Files.isReadable(settings.weightsFolder());
        return HealthCheckResponse.named("project").status(readable).build();
    }
}
