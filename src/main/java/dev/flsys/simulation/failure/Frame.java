package dev.flsys.simulation.failure;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A frame of a Python traceback.
 *
 * @param file as Python prints it
 * @param line from 1
 * @param function empty if it is not known, as in a syntax error
 */
record Frame(String file, String line, String function) {

    /** A frame of a Python traceback, or of {@code faulthandler}, which prints no comma. */
    private static final Pattern PYTHON =
            Pattern.compile("File \"([^\"]{1,400})\", line (\\d{1,7})(?:,? in (\\S{1,100}))?");
    /** A frame of {@code rich}, which typer uses. */
    private static final Pattern RICH =
            Pattern.compile("^[\\s\\u2502]{0,20}([^\\s:\\u2502]{1,400}\\.py):(\\d{1,7}) in (\\S{1,100})");

    /** Files of Python itself and of installed packages. */
    private static final Pattern OF_LIBRARY =
            Pattern.compile("(?:^|/)(?:site-packages|dist-packages|lib(?:64)?/(?:python|pypy)\\d[^/]*)/|^<|\\.pyx$");
    /** A file without suffix in a folder {@code bin}: a program that pip installed. */
    private static final Pattern OF_PROGRAM = Pattern.compile("/bin/[^/.]+$");
    /** The folder into which {@code flwr run} installs the app, and the folder into which Ray copies it. */
    private static final Pattern OF_APP =
            Pattern.compile(".*/(?:apps/[^/]+\\.[0-9a-f]{8}|_ray_pkg_[0-9a-f]{8,}|working_dir_files/[^/]+)/(.+)");

    /** The frame in a line of output; empty if the line is not a frame, or is a frame of a library. */
    static Optional<Frame> in(String text) {
        if (!text.contains("\", line ") && !text.contains(".py:")) {
            return Optional.empty();
        }
        Matcher python = PYTHON.matcher(text);
        Matcher found = python.find() ? python : RICH.matcher(text);
        if (found != python && !found.find()) {
            return Optional.empty();
        }
        String file = found.group(1);
        if (OF_LIBRARY.matcher(file).find() || OF_PROGRAM.matcher(file).find()) {
            return Optional.empty();
        }
        String function = found.group(3);
        return Optional.of(new Frame(file, found.group(2), function == null ? "" : function));
    }

    /** {@code train.py:12, in main}, relative to the project; empty if the file is not of the project. */
    Optional<String> shown(Path root) {
        return own(root).map(own -> own + ":" + line + (function.isEmpty() ? "" : ", in " + function));
    }

    private Optional<String> own(Path root) {
        if (!file.startsWith("/")) {
            return Optional.of(file.startsWith("./") ? file.substring(2) : file);
        }
        if (file.startsWith(root + "/")) {
            String inside = file.substring(root.toString().length() + 1);
            return inside.startsWith(".") ? Optional.empty() : Optional.of(inside);
        }
        Matcher app = OF_APP.matcher(file);
        return app.matches() ? Optional.of(app.group(1)) : Optional.empty();
    }
}
