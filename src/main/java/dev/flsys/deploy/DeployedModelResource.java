package dev.flsys.deploy;

import dev.flsys.model.catalog.ModelSettings;
import dev.flsys.project.FlowerProject;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Describes the model behind {@code /predict} and the files that may replace it. */
@Path("/api/deployed_model")
@Tag(name = "Deployed model")
public class DeployedModelResource {

    private final DeployedModel deployed;
    private final DeployCandidates candidates;

    DeployedModelResource(DeployedModel deployed, FlowerProject project, ModelSettings models) {
        this.deployed = deployed;
        this.candidates = new DeployCandidates(project, models.weightsFolder());
    }

    @GET
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Describe the deployed model, or why there is none, and list the files that can be deployed")
    public Deployment deployment() {
        return deployed.deployment(candidates);
    }
}
