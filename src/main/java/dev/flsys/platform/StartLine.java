package dev.flsys.platform;

import dev.flsys.model.catalog.ModelCatalog;
import dev.flsys.model.catalog.ModelProblem;
import dev.flsys.model.catalog.WeightsFolder;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.ProjectPython;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Logs one line with the address and content of the service, once it accepts requests. */
@Singleton
final class StartLine {

    private static final Logger LOG = Logger.getLogger(StartLine.class);

    private final FlowerProject project;
    private final ModelCatalog catalog;
    private final ProjectPython python;
    private final HttpServer server;
    private final AtomicBoolean logged = new AtomicBoolean();

    StartLine(FlowerProject project, ModelCatalog catalog, ProjectPython python, HttpServer server) {
        this.project = project;
        this.catalog = catalog;
        this.python = python;
        this.server = server;
    }

    void listening(@ObservesAsync HttpServerStart start) {
        listening("http", start.options().getHost(), server.getPort());
    }

    void listening(@ObservesAsync HttpsServerStart start) {
        listening("https", start.options().getHost(), server.getSecurePort());
    }

    /** Uses a separate thread: a file system that hangs must not block a worker of the service. */
    private void listening(String scheme, String host, int port) {
        if (logged.compareAndSet(false, true)) {
            Thread thread = new Thread(() -> LOG.info(text(scheme, host, port)), "flsys-start-line");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private String text(String scheme, String host, int port) {
        return "FLSys serves the project " + project.root().getFileName() + " (" + project.root() + "): " + models()
                + ", Python: " + python.description() + ", console: " + console(scheme, host, port);
    }

    private String models() {
        WeightsFolder folder = catalog.folder();
        try {
            int count = catalog.list().size();
            return (count == 1 ? "1 model" : count + " models") + " (folder " + folder.path() + ")";
        } catch (ModelProblem unreadable) {
            return "models unknown (folder " + folder.path() + " cannot be read)";
        }
    }

    /** The address for a browser on this machine, with the bound address if the service listens on all addresses. */
    static String console(String scheme, String host, int port) {
        boolean every = host.equals("0.0.0.0") || host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
        String name = every ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return scheme + "://" + name + ":" + port + "/console/" + (every ? " (bound to " + host + ")" : "");
    }
}
