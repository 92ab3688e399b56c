package dev.flsys.settings;

import dev.flsys.testsupport.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Any text is a {@code .env}: lines that are no entries are ignored. */
class EnvFileFuzzTest extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Files.readAllBytes(Path.of(".env.example")));
        for (String text : List.of(
                "A=1\nexport B = 'two # \\' words' # comment\nC=\"a\\n\\\"b\\\\\"\nD=\n#E=1\n",
                "\uFEFFCLASS_LABELS=猫,狗\r\nPATH=C:\\new\r",
                "no entry\n=\n")) {
            seeds.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return seeds;
    }

    @Override
    protected List<String> words() {
        return List.of("\nexport ", "=\"", "='", "\\t", "\\'", "\\\"", " # ");
    }

    @Override
    protected boolean parse(byte[] input) {
        Map<String, String> entries = EnvFile.parse(new String(input, StandardCharsets.UTF_8));
        int characters = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            characters += entry.getKey().length() + entry.getValue().length();
        }
        if (characters > input.length) {
            throw new AssertionError("The values are longer than the file");
        }
        for (String value : entries.values()) {
            plant(value.indexOf('\t') > 0
                    && value.indexOf('"') > 0
                    && value.indexOf('\'') > 0
                    && value.indexOf('#') > 0);
        }
        return !entries.isEmpty();
    }

    @Override
    protected byte[] planted() {
        return "KEY=\"x\\ty\\'\\\"#\"".getBytes(StandardCharsets.UTF_8);
    }
}
