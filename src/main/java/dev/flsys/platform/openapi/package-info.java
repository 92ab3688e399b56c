/** The parts of the OpenAPI document that all operations share. Each REST resource documents its own answers. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "FLSys",
                        version = "",
                        description = "The control room of a Flower federated-learning project"),
        tags = {
            @Tag(name = "Models", description = "The models of the project, predictions on pictures"),
            @Tag(name = "Training histories", description = "How models were trained"),
            @Tag(name = "Deployed model", description = "The tensor model behind /predict"),
            @Tag(name = "Simulations", description = "Flower simulations: start, list, read, stop"),
            @Tag(name = "Evaluations", description = "Models on labelled pictures: scores, confusion, calibration"),
            @Tag(name = "Experiments", description = "Grids of simulations: start, progress, statistics"),
            @Tag(name = "Service", description = "The service itself")
        },
        components =
                @Components(
                        schemas = {
                            @Schema(name = ApiDescription.PROBLEM, implementation = ProblemBody.class),
                            @Schema(name = ApiDescription.PROTOCOL_ERROR, implementation = ErrorBody.class),
                            @Schema(
                                    name = "StartParameters",
                                    type = SchemaType.OBJECT,
                                    additionalProperties = Schema.True.class,
                                    description = "Values by the name of the option; {} starts with the defaults. The"
                                            + " member flsys has the rules that end the run early, and simulated"
                                            + " faults; the script does not get it.",
                                    examples = "{\"rounds\": 3, \"min_clients\": 2}")
                        },
                        securitySchemes =
                                @SecurityScheme(
                                        securitySchemeName = ApiDescription.API_TOKEN,
                                        type = SecuritySchemeType.HTTP,
                                        scheme = "bearer",
                                        description = "The value of API_TOKEN, if the service has one.")))
@NullMarked
package dev.flsys.platform.openapi;

import dev.flsys.problem.ErrorBody;
import dev.flsys.problem.ProblemBody;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.NullMarked;
