package dev.flsys.flower.progress;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The clients for which a strategy of the Message API waits. The strategy logs this line every second and has no time
 * limit ({@code flwr.serverapp.strategy.strategy_utils.sample_nodes}, Flower 1.21 to 1.42).
 *
 * @param connected number of connected clients
 * @param needed number of clients without which it does not begin
 */
public record WaitingForClients(long connected, long needed) {

    static final String KEYWORD = "Waiting for nodes to connect";

    private static final Pattern LINE =
            Pattern.compile(KEYWORD + ": (\\d{1,18}) connected \\(minimum required: (\\d{1,18})\\)");

    static Optional<WaitingForClients> in(String plain) {
        Matcher line = LINE.matcher(plain);
        return line.find()
                ? Optional.of(new WaitingForClients(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))))
                : Optional.empty();
    }

    /** A sentence with the cause and the next step. */
    public String explained() {
        return "The strategy waits for " + needed + " clients, and " + connected + " are connected. If no more clients"
                + " come, stop it. Start it with num_clients=" + needed + " or more, or with a smaller minimum"
                + " (min_available_clients, min_fit_clients, min_evaluate_clients) in the script or the run config.";
    }
}
