package dev.flsys.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.ApiTokenGate;
import dev.flsys.access.Caller;
import dev.flsys.access.SessionId;
import dev.flsys.access.SessionTokens;
import dev.flsys.problem.Batch;
import dev.flsys.simulation.SessionProof;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Experiments by REST. A request proves its session as for simulations. Reading needs no session unless
 * SIMULATIONS_PRIVATE is set.
 *
 * <p>The file has more than 200 lines because two thirds of them are annotations for the description of the API.
 */
@Path("/api/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Experiments")
@Blocking
public class ExperimentsResource {

    private static final int MAX_LIST = 200;
    private static final String CSV = "text/csv;charset=UTF-8";
    private static final String LATEX = "application/x-tex;charset=UTF-8";

    private final Experiments experiments;
    private final SessionTokens tokens;
    private final ApiTokenGate gate;
    private final ObjectMapper json;

    ExperimentsResource(Experiments experiments, SessionTokens tokens, ApiTokenGate gate, ObjectMapper json) {
        this.experiments = experiments;
        this.tokens = tokens;
        this.gate = gate;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "startExperiment",
            summary = "Start an experiment: each combination of the values, times repeats",
            description = "Without a session the experiment gets a new one, whose token the answer has. Its runs are"
                    + " simulations of that session.")
    @RequestBody(
            description = "Values by the name of the option; a list has the values that are compared.",
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ExperimentAnswers.Start.class),
                            example = "{\"name\":\"rounds\",\"parameters\":{\"rounds\":[1,2]},\"repeats\":1}"))
    @APIResponse(
            responseCode = "201",
            description = "The experiment runs.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Accepted.class)))
    @APIResponse(
            responseCode = "400",
            description = "The grid is too large, a parameter is unknown, or a value is refused.")
    @APIResponse(responseCode = "409", description = "The start script does not exist.")
    @APIResponse(responseCode = "429", description = "Too many experiments have not ended.")
    @APIResponse(responseCode = "503", description = "Another service runs the simulations of this project.")
    public Response start(@Nullable JsonNode body, @BeanParam SessionProof proof) {
        SessionId session = proof.session(tokens).orElseGet(tokens::create);
        Experiment started = experiments.create(session, body);
        String token = tokens.sign(session);
        return Response.created(URI.create("/api/experiments/" + started.id() + "/"))
                .header(SessionProof.HEADER, token)
                .entity(new ExperimentAnswers.Accepted(
                        started.id(), started.state(), started.cells().size(), token))
                .build();
    }

    @GET
    @Operation(operationId = "listExperiments", summary = "List the experiments, the latest first")
    @APIResponse(
            responseCode = "200",
            description = "The experiments.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Listing.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    public ExperimentAnswers.Listing list(
            @Parameter(
                            description = "The most experiments of the answer.",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "200",
                                            defaultValue = "50"))
                    @QueryParam("limit")
                    @DefaultValue("50")
                    String limit,
            @Parameter(
                            description = "The number of experiments to leave out.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0"))
                    @QueryParam("offset")
                    @DefaultValue("0")
                    String offset,
            @BeanParam SessionProof proof) {
        int max = number("limit", limit, 1, MAX_LIST);
        int leftOut = number("offset", offset, 0, Integer.MAX_VALUE);
        Caller caller = proof.caller(tokens, gate);
        List<ExperimentId> ids = experiments.ids();
        List<ExperimentId> page = ids.stream().skip(leftOut).limit(max).toList();
        return new ExperimentAnswers.Listing(
                experiments
                        .readAll(page)
                        .map(each -> ExperimentAnswers.Item.of(each, caller, experiments))
                        .toList(),
                ids.size());
    }

    @GET
    @Path("/batch")
    @Operation(
            operationId = "getSeveralExperiments",
            summary = "Get several experiments with their progress",
            description = "One that cannot be read is in 'failed' with the reason. Those that do not fit into the"
                    + " answer are in 'left_out'; a further request reads them.")
    @APIResponse(
            responseCode = "200",
            description = "The experiments by id, and the reasons for those that cannot be read.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Several.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "414", description = "The query is too long. The answer has no body.")
    public ExperimentAnswers.Several several(
            @Parameter(
                            description = "The ids, each as a parameter of its own.",
                            required = true,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            implementation = String.class,
                                            minItems = 1,
                                            maxItems = Batch.MAX_IDS))
                    @QueryParam("id")
                    List<String> ids,
            @BeanParam SessionProof proof) {
        Batch<ExperimentAnswers.Whole> batch = Batch.read(ids, id -> experiment(id, proof), json.writer());
        return new ExperimentAnswers.Several(batch.found(), batch.failed(), batch.leftOut());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getExperiment", summary = "Get an experiment with its progress")
    @APIResponse(
            responseCode = "200",
            description = "The experiment.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Whole.class)))
    @APIResponse(responseCode = "403", description = "The experiment belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such experiment.")
    public ExperimentAnswers.Whole experiment(@PathParam("id") String id, @BeanParam SessionProof proof) {
        Caller caller = proof.caller(tokens, gate);
        return ExperimentAnswers.Whole.of(experiments.find(caller, ExperimentId.parse(id)), caller, experiments);
    }

    @GET
    @Path("/{id}/result")
    @Produces({MediaType.APPLICATION_JSON, "text/csv", "application/x-tex"})
    @Operation(
            operationId = "getExperimentResult",
            summary = "Get the statistics of each metric so far: mean, standard deviation, n, 95 % interval",
            description = "The table has the completed runs. With metric, the answer has the statistics of each round,"
                    + " of running runs as well. With compare, it has Welch's t-test between two settings.")
    @APIResponse(
            responseCode = "200",
            description = "The result.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = ExperimentResult.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/x-tex", schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "403", description = "The experiment belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such experiment.")
    public Response result(
            @PathParam("id") String id,
            @Parameter(description = "The metric of the rounds, the best setting and the comparison.")
                    @QueryParam("metric")
                    @DefaultValue("")
                    String metric,
            @Parameter(
                            description = "Which value of a run counts for the best setting and the comparison.",
                            schema = @Schema(enumeration = {"last", "best"}))
                    @QueryParam("by")
                    @DefaultValue("")
                    String by,
            @Parameter(
                            description = "Which values are better; by default the smaller ones of losses, errors and"
                                    + " times.",
                            schema = @Schema(enumeration = {"max", "min"}))
                    @QueryParam("goal")
                    @DefaultValue("")
                    String goal,
            @Parameter(description = "Two numbers of settings: 0,1") @QueryParam("compare") @DefaultValue("")
                    String compare,
            @Parameter(schema = @Schema(enumeration = {"json", "csv", "latex"})) @QueryParam("format") @DefaultValue("")
                    String format,
            @BeanParam SessionProof proof) {
        Experiment found = experiments.find(proof.caller(tokens, gate), ExperimentId.parse(id));
        ResultQuery query =
                ResultQuery.of(metric, by, goal, compare, format, found.grid().settings());
        ExperimentResult result = experiments.result(found, query);
        ResultTable table = new ResultTable(result, query.metric());
        return switch (query.format()) {
            case JSON -> Response.ok(result, MediaType.APPLICATION_JSON).build();
            case CSV -> file(table.csv(), CSV, found.id() + ".csv");
            case LATEX -> file(table.latex(), LATEX, found.id() + ".tex");
        };
    }

    private static Response file(String text, String type, String name) {
        return Response.ok(text, type)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    @POST
    @Path("/{id}/pause")
    @Operation(
            operationId = "pauseExperiment",
            summary = "Start no further run of an experiment; those that have begun continue")
    @APIResponse(
            responseCode = "200",
            description = "The experiment.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Whole.class)))
    @APIResponse(responseCode = "403", description = "The experiment belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such experiment.")
    @APIResponse(responseCode = "503", description = "Another service runs it, or the change cannot be stored.")
    public ExperimentAnswers.Whole pause(@PathParam("id") String id, @BeanParam SessionProof proof) {
        Caller caller = proof.caller(tokens, gate);
        return ExperimentAnswers.Whole.of(experiments.pause(caller, ExperimentId.parse(id)), caller, experiments);
    }

    @POST
    @Path("/{id}/resume")
    @Operation(
            operationId = "resumeExperiment",
            summary = "Continue an experiment that is paused or was stopped",
            description = "One that was stopped starts the cells that were stopped.")
    @APIResponse(
            responseCode = "200",
            description = "The experiment.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Whole.class)))
    @APIResponse(responseCode = "403", description = "The experiment belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such experiment.")
    @APIResponse(responseCode = "409", description = "Each run has ended.")
    @APIResponse(responseCode = "503", description = "Another service runs it, or the change cannot be stored.")
    public ExperimentAnswers.Whole resume(@PathParam("id") String id, @BeanParam SessionProof proof) {
        Caller caller = proof.caller(tokens, gate);
        return ExperimentAnswers.Whole.of(experiments.resume(caller, ExperimentId.parse(id)), caller, experiments);
    }

    @POST
    @Path("/{id}/stop")
    @Operation(
            operationId = "stopExperiment",
            summary = "Stop an experiment and its runs; one that has ended is left unchanged")
    @APIResponse(
            responseCode = "200",
            description = "The experiment, whose runs are being stopped.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Whole.class)))
    @APIResponse(responseCode = "403", description = "The experiment belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such experiment.")
    @APIResponse(responseCode = "503", description = "Another service runs it, or the change cannot be stored.")
    public ExperimentAnswers.Whole stop(@PathParam("id") String id, @BeanParam SessionProof proof) {
        Caller caller = proof.caller(tokens, gate);
        return ExperimentAnswers.Whole.of(experiments.stop(caller, ExperimentId.parse(id)), caller, experiments);
    }

    @POST
    @Path("/{id}/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "retryExperiment",
            summary = "Repeat runs that ended without success, and no others",
            description = "Without members those that failed or were interrupted. cells names cells; states has failed,"
                    + " interrupted, stopped and deleted.")
    @RequestBody(
            description = "Which runs.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ExperimentAnswers.Retry.class),
                            example = "{}"))
    @APIResponse(
            responseCode = "200",
            description = "The experiment.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Whole.class)))
    @APIResponse(responseCode = "400", description = "The body is refused.")
    @APIResponse(responseCode = "403", description = "The experiment belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such experiment.")
    @APIResponse(responseCode = "409", description = "There is no such run.")
    @APIResponse(responseCode = "503", description = "Another service runs it, or the change cannot be stored.")
    public ExperimentAnswers.Whole retry(
            @PathParam("id") String id, @Nullable JsonNode body, @BeanParam SessionProof proof) {
        Caller caller = proof.caller(tokens, gate);
        return ExperimentAnswers.Whole.of(experiments.retry(caller, ExperimentId.parse(id), body), caller, experiments);
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deleteExperiment",
            summary = "Delete an experiment that has ended, with or without its runs",
            description = "Runs that are pinned remain, and so do model files.")
    @APIResponse(
            responseCode = "200",
            description = "The experiment is gone.",
            content = @Content(schema = @Schema(implementation = ExperimentAnswers.Deleted.class)))
    @APIResponse(responseCode = "400", description = "A query parameter is refused.")
    @APIResponse(responseCode = "403", description = "The experiment belongs to another session.")
    @APIResponse(responseCode = "404", description = "There is no such experiment.")
    @APIResponse(responseCode = "409", description = "The experiment has not ended.")
    @APIResponse(responseCode = "503", description = "Another service runs it, or the files cannot be deleted.")
    public ExperimentAnswers.Deleted delete(
            @PathParam("id") String id,
            @Parameter(
                            description = "Whether its runs are deleted, too.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("runs")
                    @DefaultValue("false")
                    String runs,
            @BeanParam SessionProof proof) {
        if (!runs.equals("true") && !runs.equals("false")) {
            throw ExperimentProblem.query("'runs' is true or false.");
        }
        return ExperimentAnswers.Deleted.of(
                experiments.delete(proof.caller(tokens, gate), ExperimentId.parse(id), runs.equals("true")));
    }

    private static int number(String name, String text, int min, int max) {
        if (text.matches("\\d{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return (int) number;
            }
        }
        throw ExperimentProblem.query("'" + name + "' is a whole number from " + min + " to " + max + ".");
    }
}
