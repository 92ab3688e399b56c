package dev.flsys.flower.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.testsupport.FuzzTarget;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Any JSON is a set of start parameters or {@link ParametersInvalid}. */
class ParametersFuzzTest extends FuzzTarget {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_CHARACTERS = 4_096;

    @Override
    protected List<byte[]> seeds() {
        return Stream.of(
                        "{}",
                        "null",
                        "{\"rounds\":10,\"lr\":1e-3,\"name\":\"a b\",\"fast\":true,\"slow\":false,\"none\":null}",
                        "{\"a.b_c\":[1,2.5,\"x\"],\"big\":1e308,\"long\":123456789012345678901234567890}",
                        "{\"num-rounds\":1}",
                        "{\"a\":{\"b\":1}}",
                        "{\"help\":1}",
                        "{\"a\":\"\\u0000\"}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    protected List<String> words() {
        return List.of(":false", ":true", ":null", ":[1", "\"a\":", ",\"b.c\":", "\\u0000", "1e308");
    }

    @Override
    protected boolean parse(byte[] input) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(input);
        } catch (JsonProcessingException | CharConversionException notJson) {
            return false;
        }
        try {
            StartParameters parameters = StartParameters.read(json);
            for (Map.Entry<String, List<StartParameters.Value>> entry :
                    parameters.values().entrySet()) {
                require(StartParameters.isName(entry.getKey()), entry.getKey());
                require(!parameters.off().contains(entry.getKey()), entry.getKey());
                for (StartParameters.Value value : entry.getValue()) {
                    require(value.text().indexOf('\0') < 0, entry.getKey());
                    require(!value.quoted() || value.text().length() <= MAX_CHARACTERS, entry.getKey());
                }
            }
            for (String name : parameters.values().keySet()) {
                plant(name.indexOf('.') > 0
                        && !parameters.off().isEmpty()
                        && parameters.values().get(name).size() > 2);
            }
            return true;
        } catch (ParametersInvalid documented) {
            require(documented.detail().length() < 500, "a long message");
            return false;
        }
    }

    private static void require(boolean property, String what) {
        if (!property) {
            throw new AssertionError(what);
        }
    }

    @Override
    protected byte[] planted() {
        return "{\"ab\":false,\"c.d\":[1,2,3]}".getBytes(StandardCharsets.UTF_8);
    }
}
