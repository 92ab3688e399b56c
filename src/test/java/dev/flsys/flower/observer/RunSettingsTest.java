package dev.flsys.flower.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunSettingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    private static RunSettings.Start start(String flsys) throws JsonProcessingException {
        return RunSettings.Start.of(json("{\"rounds\":3,\"flsys\":" + flsys + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"stop\":{\"rules\":[{\"metric\":\"accuracy\",\"at_least\":0.9}]}}",
                "{\"stop\":{\"rules\":[{\"metric\":\"loss\",\"at_most\":0.1},{\"seconds\":600.0},{\"bytes\":1000000000}]}}",
                "{\"stop\":{\"rules\":[{\"metric\":\"a\",\"no_better_for\":3,\"mode\":\"max\"},{\"epsilon\":8.0}]}}",
                "{\"what_if\":{\"seed\":1,\"drop\":{\"share\":0.2},\"delay\":{\"share\":0.3,\"seconds\":2.0},"
                        + "\"nan\":{\"share\":0.1},\"flip\":{\"share\":1.0}}}"
            })
    void the_settings_are_written_as_they_were_sent_and_read_again(String flsys) throws JsonProcessingException {
        RunSettings.Start start = start(flsys);

        assertThat(start.parameters()).isEqualTo(json("{\"rounds\":3}"));
        String written = JSON.writeValueAsString(start.settings());
        assertThat(written).isEqualTo(flsys);
        assertThat(JSON.readValue(written, RunSettings.class)).isEqualTo(start.settings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"stop\":{\"rules\":[]}}", "{\"stop\":{}}", "{\"what_if\":null}"})
    void settings_that_ask_for_nothing_are_none(String flsys) throws JsonProcessingException {
        assertThat(start(flsys).settings()).isNull();
        assertThat(start(flsys).parameters()).isEqualTo(json("{\"rounds\":3}"));
    }

    @Test
    void parameters_without_the_member_stay_unchanged() throws JsonProcessingException {
        JsonNode sent = json("{\"rounds\":3}");
        assertThat(RunSettings.Start.of(sent).parameters()).isSameAs(sent);
        assertThat(RunSettings.Start.of(json("[]")).settings()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    7                                                        | 'flsys' is an object
                    {"stopp":{}}                                             | unknown member. Its members are: stop, what_if
                    {"stop":[]}                                              | 'stop' is an object
                    {"stop":{"rules":{}}}                                    | 'rules' is a list
                    {"stop":{"rules":[7]}}                                   | A rule is an object
                    {"stop":{"rules":[{}]}}                                  | exactly one of
                    {"stop":{"rules":[{"seconds":1,"bytes":1}]}}             | exactly one of
                    {"stop":{"rules":[{"at_least":1}]}}                      | the name of a 'metric'
                    {"stop":{"rules":[{"metric":"a","seconds":1}]}}          | the name of a 'metric'
                    {"stop":{"rules":[{"metric":" ","at_least":1}]}}         | 1 to 200 characters
                    {"stop":{"rules":[{"metric":"a","at_least":"1"}]}}       | 'at_least' is a number
                    {"stop":{"rules":[{"metric":"a","at_least":1e999}]}}     | 'at_least' of a rule is a number
                    {"stop":{"rules":[{"metric":"a","no_better_for":0}]}}    | from 1 to
                    {"stop":{"rules":[{"metric":"a","no_better_for":1.5}]}}  | a whole number
                    {"stop":{"rules":[{"metric":"a","no_better_for":1,"mode":"up"}]}} | max or min
                    {"stop":{"rules":[{"metric":"a","at_least":1,"mode":"max"}]}}     | belongs to no_better_for
                    {"stop":{"rules":[{"seconds":0}]}}                       | greater than 0
                    {"stop":{"rules":[{"bytes":1.5}]}}                       | a whole number
                    {"stop":{"rules":[{"epsilon":-8}]}}                      | greater than 0
                    {"what_if":{}}                                           | at least one of
                    {"what_if":{"seed":1}}                                   | at least one of
                    {"what_if":{"drop":0.2}}                                 | 'drop' of 'what_if' is an object
                    {"what_if":{"drop":{}}}                                  | 'share' is missing
                    {"what_if":{"drop":{"share":1.1}}}                       | from 0 to 1
                    {"what_if":{"delay":{"share":1}}}                        | 'seconds' is missing
                    {"what_if":{"delay":{"share":1,"seconds":4000}}}         | from 0 to 3600
                    {"what_if":{"seed":9e17,"nan":{"share":1}}}              | at most 53 bits
                    """)
    void wrong_settings_are_refused_with_the_reason(String flsys, String reason) {
        assertThatThrownBy(() -> start(flsys))
                .isInstanceOf(RunSettingsInvalid.class)
                .hasMessageContaining(reason);
    }

    @Test
    void more_than_16_rules_are_refused() {
        String rules = String.join(",", Collections.nCopies(17, "{\"seconds\":1}"));
        assertThatThrownBy(() -> start("{\"stop\":{\"rules\":[" + rules + "]}}"))
                .hasMessageContaining("more than 16 rules");
    }

    @Test
    void a_change_of_the_steering_keeps_what_it_leaves_out() throws JsonProcessingException {
        Steering first = Steering.NONE.with(Steering.Change.read(json("{\"rules\":[{\"seconds\":60}]}")));
        Steering second = first.with(Steering.Change.read(json("{\"stop_after_round\":true}")));

        assertThat(second.stopAfterRound()).isTrue();
        assertThat(second.rules()).isEqualTo(first.rules()).hasSize(1);
        assertThat(second.with(Steering.Change.read(json("{\"stop_after_round\":false,\"rules\":[]}"))))
                .isEqualTo(Steering.NONE);
        assertThatThrownBy(() -> Steering.Change.read(json("{}"))).isInstanceOf(RunSettingsInvalid.class);
        assertThatThrownBy(() -> Steering.Change.read(json("{\"stop_after_round\":true,\"rules\":null}")))
                .isInstanceOf(RunSettingsInvalid.class)
                .hasMessage("A member of a steering is null. Leave it out to keep its value.");
        assertThatThrownBy(() -> Steering.Change.read(json("{\"stop\":true}")))
                .hasMessageContaining("stop_after_round, rules");
    }
}
