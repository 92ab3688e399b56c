package dev.flsys.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * The parameters of a client, from a JSON object in its only argument. A missing one is 0 or empty.
 *
 * @param port of the service
 * @param start the data of {@code start_simulation}, as JSON
 * @param record file that receives all events, one in each line; empty for none
 * @param cuts number of cuts of the connection
 * @param lines number of lines of the simulation
 * @param readers connections that read
 * @param idlers connections that never read
 * @param seed of the random numbers
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
