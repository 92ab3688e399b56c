package dev.flsys.model.files;

import dev.flsys.problem.Problem;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** The problem that a model file cannot be stored, read or deleted. */
final class ModelFilesProblem extends Problem {

    private static final int RETRY_SECONDS = 10;
    private static final String UNWRITABLE = "Model files unwritable";

    private ModelFilesProblem(int status, String title, String detail, @Nullable Exception cause) {
        super(status, title, detail, cause);
    }

    private ModelFilesProblem(int status, String title, String detail) {
        super(status, title, detail);
    }

    private ModelFilesProblem(String detail) {
        super(503, "Uploads busy", detail, RETRY_SECONDS);
    }

    /** Clients may not change model files (403). */
    static ModelFilesProblem off(String reason) {
        return new ModelFilesProblem(403, "Changes not allowed", reason);
    }

    /** The name of an upload is refused (400). */
    static ModelFilesProblem name(String reason) {
        return new ModelFilesProblem(400, "Bad Request", "The name of the file is refused. " + reason);
    }

    /** A query parameter or header is wrong (400). */
    static ModelFilesProblem request(String detail) {
        return new ModelFilesProblem(400, "Bad Request", detail);
    }

    /** The body is a form (415). */
    static ModelFilesProblem form() {
        return new ModelFilesProblem(
                415,
                "Unsupported Media Type",
                "Send the file itself as the body (application/octet-stream), not in a form: curl --data-binary @FILE.");
    }

    /** The body is larger than allowed (413). */
    static ModelFilesProblem tooLarge(long limit) {
        return new ModelFilesProblem(
                413,
                "Request Entity Too Large",
                "The file is larger than " + limit / (1024 * 1024)
                        + " MiB. Copy it into the project, or set MODEL_UPLOAD_MAX.");
    }

    /** Too many uploads at once (503). */
    static ModelFilesProblem busy() {
        return new ModelFilesProblem("Too many files are being uploaded. Try again later.");
    }

    /** The service ends (503). */
    static ModelFilesProblem ending() {
        return new ModelFilesProblem("The service is going down.");
    }

    /** The client has disconnected, so no client gets this answer. */
    static ModelFilesProblem gone() {
        return new ModelFilesProblem(400, "Bad Request", "The upload was cancelled.");
    }

    /** The content of an upload cannot be used (422). */
    static ModelFilesProblem unusable(String reason) {
        return new ModelFilesProblem(422, "Model unusable", reason);
    }

    /** There is a file of that name (409). */
    static ModelFilesProblem exists(String shown) {
        return new ModelFilesProblem(
                409,
                "File exists",
                "There is a file " + shown + " already. Choose another name, or replace it with ?replace=true.");
    }

    /** The name belongs to a folder, a link or a device (409). */
    static ModelFilesProblem special(String shown) {
        return new ModelFilesProblem(
                409,
                "File exists",
                shown + " is a folder, a link or a device, and is not replaced. Choose another name.");
    }

    /** The name of a deleted file is taken (409). */
    static ModelFilesProblem taken(String shown) {
        return new ModelFilesProblem(
                409, "File exists", "There is a file " + shown + " again. Delete or rename it, then restore this one.");
    }

    /** The folder of a deleted file is no folder of the project (409). */
    static ModelFilesProblem unrestorable(String shown) {
        return new ModelFilesProblem(
                409,
                "Folder gone",
                shown + " is no longer a folder of the project. Make it one again, then restore the file.");
    }

    /** The trash has no such entry (404). */
    static ModelFilesProblem notInTrash() {
        return new ModelFilesProblem(
                404,
                "Not in the trash",
                "The file is not in the trash. It was restored, or deleted for good; GET /api/trash lists the others.");
    }

    /** The file may not be deleted now (409). */
    static ModelFilesProblem kept(String reason) {
        return new ModelFilesProblem(409, "Model in use", reason);
    }

    /** The model cannot be sent (409). */
    static ModelFilesProblem unreadable(String reason) {
        return new ModelFilesProblem(409, "Model unreadable", reason);
    }

    /** The file has been deleted, or is no file (404). */
    static ModelFilesProblem missing(String id) {
        return new ModelFilesProblem(404, "Unknown model", "The file of the model " + id + " is gone.");
    }

    /** The disk has too little space (507). */
    static ModelFilesProblem full(@Nullable Exception cause) {
        return new ModelFilesProblem(
                507,
                "Insufficient Storage",
                "The disk has too little space for the file. Delete files, and upload it again.",
                cause);
    }

    /** No range of the file fits (416). */
    static ModelFilesProblem range(long size) {
        return new ModelFilesProblem(
                416, "Range Not Satisfiable", "The file has " + size + " bytes, and no byte of the range.");
    }

    /** The folder cannot be written (500), or the disk is full (507). */
    static ModelFilesProblem failed(String shown, Exception cause) {
        if (PrivateFiles.isFull(cause)) {
            return full(cause);
        }
        return new ModelFilesProblem(
                500, UNWRITABLE, "The folder " + shown + " cannot be written. " + reason(cause), cause);
    }

    private static String reason(Exception cause) {
        if (cause instanceof AccessDeniedException) {
            return "Give the user that runs FLSys access to it.";
        }
        String reason = cause instanceof FileSystemException failed ? failed.getReason() : null;
        return reason == null || cause.getCause() instanceof IOException
                ? "The service's log has the reason."
                : "The system reports: " + reason + ".";
    }

    /** The folder of the uploads leads out of the project, or has disappeared (500). */
    static ModelFilesProblem folder(String shown) {
        return new ModelFilesProblem(
                500,
                UNWRITABLE,
                "The folder " + shown + " is gone, is no folder, or leads out of the project. Restore it.");
    }

    /** The stored file is not in the list (500). */
    static ModelFilesProblem unlisted(String shown) {
        return new ModelFilesProblem(
                500,
                "Model not listed",
                "The file is stored as " + shown
                        + ", but GET /api/models/ does not list it; its notes have the reason.");
    }
}
