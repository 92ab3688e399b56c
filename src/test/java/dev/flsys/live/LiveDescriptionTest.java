package dev.flsys.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.testsupport.DescribedEvents;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the live protocol. Clients of all other tests compare it with what they get. */
class LiveDescriptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"webSocket", "socketIo"})
    void each_event_that_clients_send_is_described_and_no_other(String channel) {
        Set<String> described = new TreeSet<>();
        for (JsonNode operation : DescribedEvents.description().path("operations")) {
            if (operation.path("action").asText().equals("receive")
                    && operation.at("/channel/$ref").asText().endsWith("/" + channel)) {
                String message = operation.at("/messages/0/$ref").asText();
                described.add(DescribedEvents.description()
                        .at(message.substring(1) + "/$ref")
                        .asText()
                        .replaceFirst(".*/", "")
                        .replaceFirst("(Frame|Event)$", "")
                        .replaceAll("([A-Z])", "_$1")
                        .toLowerCase(Locale.ROOT));
            }
        }
        assertThat(described).isEqualTo(new TreeSet<>(ClientEvents.KNOWN));
    }

    @Test
    void a_frame_with_another_event_another_member_or_without_a_needed_one_is_not_described() throws Exception {
        assertThat(faults("{'event':'connected','data':{'session':'x','resumed':true}}"))
                .isEmpty();
        assertThat(faults("{'event':'connected','data':{'session':'x'}}")).isNotEmpty();
        assertThat(faults("{'event':'connected','data':{'session':'x','resumed':true,'age':1}}"))
                .isNotEmpty();
        assertThat(faults("{'event':'unheard_of','data':{}}")).isNotEmpty();
        assertThat(faults("{'event':'ack','id':1,'data':{'simulation_id':'x','after':0}}"))
                .isEmpty();
        assertThat(faults("{'event':'ack','id':1,'data':{'simulation_id':'x'}}"))
                .isNotEmpty();
    }

    @Test
    void an_acknowledgement_is_that_of_its_event() throws Exception {
        JsonNode resumed = JSON.readTree("{\"simulation_id\":\"x\",\"after\":0}");
        assertThat(DescribedEvents.faultsOfAnswer("resume_simulation", resumed)).isEmpty();
        assertThat(DescribedEvents.faultsOfAnswer("watch_resources", resumed)).isNotEmpty();
    }

    private static List<String> faults(String frame) throws Exception {
        return DescribedEvents.faultsOfFrame(JSON.readTree(frame.replace('\'', '"')));
    }
}
