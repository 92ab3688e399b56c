package dev.flsys.evaluation;

import dev.flsys.access.ChangeAccess;
import dev.flsys.model.files.ReceivedFile;
import dev.flsys.model.files.UploadSettings;
import dev.flsys.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Receives ZIP files of labelled pictures and starts their evaluations. At most two are received at the same time. Safe
 * for use by several threads.
 */
@Singleton
final class PictureUploads {

    static final int MOST = 2;

    private static final Logger LOG = Logger.getLogger(PictureUploads.class);
    private static final int MAX_ID = 1_000;
    private static final int MAX_NAME = 200;
    private static final String UNNAMED = "pictures.zip";
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/\\\\]+");

    private final Evaluations evaluations;
    private final UploadSettings settings;
    private final ChangeAccess access;
    private final Semaphore places = new Semaphore(MOST);

    @Inject
    PictureUploads(Evaluations evaluations, UploadSettings settings, ChangeAccess access) {
        this.evaluations = evaluations;
        this.settings = settings;
        this.access = access;
    }

    /**
     * Evaluates models on the body of {@code exchange}, whose request is paused. Does not block. The future fails with
     * a {@link Problem}, also if the request was answered meanwhile.
     *
     * @param models from the query
     * @param written name of the file, from the query; may be empty
     */
    Future<Evaluation> add(List<String> models, String written, RoutingContext exchange) {
        String name = written.isEmpty() ? UNNAMED : written;
        try {
            access.refusal("Pictures cannot be uploaded").ifPresent(reason -> {
                throw EvaluationProblem.off(reason);
            });
            require(models, name);
        } catch (Problem refused) {
            return Future.failedFuture(refused);
        }
        if (!places.tryAcquire()) {
            return Future.failedFuture(EvaluationProblem.busy());
        }
        Vertx vertx = exchange.vertx();
        Long announced = exchange.get(UploadSettings.ANNOUNCED);
        return vertx.executeBlocking(() -> evaluations.nextUpload(models, announced == null ? 0 : announced), false)
                .compose(zip -> ReceivedFile.write(exchange, zip, settings.maxBytes(), () -> evaluations.hasSpace(0))
                        .compose(bytes ->
                                vertx.executeBlocking(() -> evaluations.createUploaded(models, name, zip), false))
                        .eventually(() -> vertx.executeBlocking(() -> deleted(zip), false)))
                .recover(failed -> Future.failedFuture(problem(failed)))
                .onComplete(end -> places.release());
    }

    private static void require(List<String> models, String name) {
        boolean valid = !models.isEmpty()
                && models.size() <= EvaluationRequest.MOST_MODELS
                && models.stream().allMatch(id -> !id.isBlank() && id.length() <= MAX_ID);
        if (!valid) {
            throw EvaluationProblem.refused("'models' names one to six ids of models: ?models=ID&models=ID.");
        }
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
            throw EvaluationProblem.refused(
                    "'name' is the name of the ZIP file, at most " + MAX_NAME + " characters without / and \\.");
        }
    }

    private static boolean deleted(Path zip) throws IOException {
        return Files.deleteIfExists(zip);
    }

    private static Problem problem(Throwable failed) {
        if (failed instanceof Problem problem) {
            return problem;
        }
        LOG.warn("Uploaded pictures cannot be stored", failed);
        return EvaluationProblem.unwritable();
    }
}
