package dev.flsys.evaluation;

import dev.flsys.access.WriteAccess;
import dev.flsys.model.files.UploadSettings;
import dev.flsys.model.files.Uploads;
import dev.flsys.problem.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Receives ZIP files of labelled pictures and starts their evaluations. Thread-safe. */
@Singleton
final class PictureUploads {

    private static final Logger LOG = Logger.getLogger(PictureUploads.class);
    private static final int MAX_ID = 1_000;
    private static final int MAX_NAME = 200;
    private static final String UNNAMED = "pictures.zip";
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/\\\\]+");

    private final Evaluations evaluations;
    private final WriteAccess access;
    private final Uploads uploads;

    @Inject
    PictureUploads(Evaluations evaluations, UploadSettings settings, WriteAccess access) {
        this.evaluations = evaluations;
        this.uploads = new Uploads(settings);
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
        return uploads.receive(exchange, new Uploads.Steps<>() {
            @Override
            public Path prepare(long announced) throws IOException {
                return evaluations.nextUpload(models, announced);
            }

            @Override
            public boolean hasSpace() {
                return evaluations.hasSpace(0);
            }

            @Override
            public Evaluation publish(Path zip) throws IOException {
                return evaluations.createUploaded(models, name, zip);
            }

            @Override
            public Problem busy() {
                return EvaluationProblem.busy();
            }

            @Override
            public Problem failure(Throwable cause) {
                LOG.warn("Uploaded pictures cannot be stored", cause);
                return EvaluationProblem.unwritable(cause);
            }
        });
    }

    private static void require(List<String> models, String name) {
        boolean valid = !models.isEmpty()
                && models.size() <= EvaluationRequest.MAX_MODELS
                && models.stream().allMatch(id -> !id.isBlank() && id.length() <= MAX_ID);
        if (!valid) {
            throw EvaluationProblem.refused("'models' names one to six ids of models: ?models=ID&models=ID.");
        }
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
            throw EvaluationProblem.refused(
                    "'name' is the name of the ZIP file, at most " + MAX_NAME + " characters without / and \\.");
        }
    }
}
