package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.flower.observer.ObservedRun;
import dev.flsys.flower.observer.ObserverFiles;
import dev.flsys.simulation.log.SimulationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientWatchesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SimulationId ID = new SimulationId("20261124-100000-00000001");

    @TempDir
    Path folder;

    private ObservedRun run;
    private boolean going = true;
    private ClientWatches watches;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder.resolve("observer"));
        run = new ObservedRun(ObserverFiles.of(folder));
        watches = new ClientWatches(id -> going && id.equals(ID), id -> Optional.of(run), JSON);
    }

    private void rounds(int from, int to, int clients) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int round = from; round <= to; round++) {
            for (int node = 0; node < clients; node++) {
                lines.append("{\"event\":\"client\",\"training\":1,\"round\":" + round
                        + ",\"phase\":\"train\",\"node\":\"" + node + "\"}\n");
            }
            lines.append("{\"event\":\"round_ended\",\"training\":1,\"round\":" + round + ",\"seconds\":1}\n");
        }
        Files.writeString(
                ObserverFiles.of(folder).events(), lines, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        run.readAll();
    }

    private static List<JsonNode> data(Optional<Watches.News> news) throws JsonProcessingException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : news.map(Watches.News::lines).orElse("").lines().toList()) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.path("event").asText()).isEqualTo("simulation_clients");
            all.add(event.path("data"));
        }
        assertThat(all).hasSize(news.map(Watches.News::events).orElse(0));
        return all;
    }

    private static @Nullable Object position(Optional<Watches.News> news) {
        return news.map(Watches.News::position).orElse(null);
    }

    @Test
    void a_connection_begins_with_the_newest_round_and_gets_each_later_one_once() throws IOException {
        assertThat(watches.newsAfter(ID, null)).isEmpty();
        rounds(1, 3, 2);
        Optional<Watches.News> first = watches.newsAfter(ID, null);
        assertThat(data(first)).extracting(each -> each.path("round").asInt()).containsExactly(3);
        assertThat(data(first).get(0).path("clients").get(1).path("node").textValue())
                .isEqualTo("1");
        assertThat(watches.newsAfter(ID, position(first))).isEmpty();

        rounds(4, 5, 2);
        Optional<Watches.News> second = watches.newsAfter(ID, position(first));
        assertThat(data(second)).extracting(each -> each.path("round").asInt()).containsExactly(4, 5);
        assertThat(data(second)).noneMatch(each -> each.has("missed") || each.has("truncated"));
    }

    @Test
    void a_slow_connection_gets_the_newest_rounds_and_learns_that_it_missed_some() throws IOException {
        rounds(1, 1, 1);
        Object position = position(watches.newsAfter(ID, null));
        rounds(2, 40, 1);

        List<JsonNode> late = data(watches.newsAfter(ID, position));

        assertThat(late).hasSize(ClientWatches.MAX_GROUPS);
        assertThat(late.get(0).path("missed").asBoolean()).isTrue();
        assertThat(late.get(1).has("missed")).isFalse();
        assertThat(late.get(7).path("round").asInt()).isEqualTo(40);
    }

    @Test
    void an_event_has_a_bounded_number_of_clients() throws IOException {
        rounds(1, 1, ClientWatches.MAX_CLIENTS + 3);

        JsonNode event = data(watches.newsAfter(ID, null)).get(0);

        assertThat(event.path("clients")).hasSize(ClientWatches.MAX_CLIENTS);
        assertThat(event.path("truncated").asBoolean()).isTrue();
    }

    @Test
    void only_simulations_that_wait_or_run_can_be_watched() {
        assertThat(watches.mayHaveNews(ID)).isTrue();
        going = false;
        assertThat(watches.mayHaveNews(ID)).isFalse();
    }
}
