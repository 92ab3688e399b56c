package dev.flsys.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What a client is told by its one argument, a JSON object; what is not in it is 0 or empty.
 *
 * @param port of the service
 * @param start the data of {@code start_simulation}, as JSON
 * @param record file that gets the objects of all events, one a line; empty for none
 * @param cuts how often the connection is cut
 * @param lines how many lines come
 * @param readers connections that read
 * @param idlers connections that never read
 * @param seed of what is random
 */
record Parameters(int port, String start, String record, int cuts, long lines, int readers, int idlers, long seed) {

    static Parameters read(String text) throws IOException {
        JsonNode given = new ObjectMapper().readTree(text);
        return new Parameters(
                given.path("port").asInt(),
                given.path("start").toString(),
                given.path("record").asText(),
                given.path("cuts").asInt(),
                given.path("lines").asLong(),
                given.path("readers").asInt(),
                given.path("idlers").asInt(),
                given.path("seed").asLong());
    }
}
