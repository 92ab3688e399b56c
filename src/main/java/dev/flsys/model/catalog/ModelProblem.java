package dev.flsys.model.catalog;

import dev.flsys.problem.NearestName;
import dev.flsys.problem.Problem;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** The problem that a model is unknown, or that models cannot be looked up or loaded now. */
public final class ModelProblem extends Problem {

    private ModelProblem(int status, String title, String detail, @Nullable Exception cause) {
        super(status, title, detail, cause);
    }

    private ModelProblem(String detail) {
        super(503, "Models busy", detail, 1);
    }

    /**
     * No model has that id (404).
     *
     * @param id from the request
     * @param known the ids of the latest scan
     */
    static ModelProblem unknown(String id, Collection<String> known) {
        return new ModelProblem(
                404,
                "Unknown model",
                "There is no model " + shortened(id) + "." + NearestName.suggest(withoutPath(id), known)
                        + " GET /api/models/ lists all models.",
                null);
    }

    /** A query parameter is wrong (400). */
    public static ModelProblem query(String detail) {
        return new ModelProblem(400, "Bad Request", detail, null);
    }

    /**
     * The folder of the model files cannot be read (500).
     *
     * @param folder relative to the project; empty for the project's own folder
     */
    static ModelProblem unreadable(String folder, Exception cause) {
        return new ModelProblem(
                500,
                "Models unreadable",
                (folder.isEmpty() ? "The project's folder" : "The folder " + folder + " of the project")
                        + " cannot be read; it has to exist and the service needs access.",
                cause);
    }

    /** Models cannot be looked up or loaded now (503): too many requests wait, or the service stops. */
    public static ModelProblem busy(String detail) {
        return new ModelProblem(detail);
    }

    /** The same as {@link #busy(String)}, for a task that {@code threads} did not take. */
    public static ModelProblem busy(ExecutorService threads) {
        return busy(threads.isShutdown() ? "The service is going down." : "Too many models are being looked up.");
    }

    /** The likely id in text that may be the path of a file. */
    private static String withoutPath(String id) {
        String name = id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
        return FoundFile.withoutSuffix(name);
    }

    private static String shortened(String id) {
        String printable = id.replaceAll("\\p{Cntrl}", "?");
        return "'" + (printable.length() <= 100 ? printable : printable.substring(0, 100) + "…") + "'";
    }
}
