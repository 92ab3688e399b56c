package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.Activation;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.catalog.PictureOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inputs of an export besides weights and module, with a real torch. */
class ExportInputsTest {

    private static final String NETS = """
            import json
            import torch
            from torch import nn

            with open("config.json") as file:
                SCALE = json.load(file)["scale"]


            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.fc = nn.Linear(4, 3)

                def forward(self, x):
                    return self.fc(torch.flatten(x, 1)) * SCALE


            class Other(Net):
                def __init__(self, sign):
                    super().__init__()
                    self.sign = sign

                def forward(self, x):
                    return super().forward(x) * self.sign
            """;

    @TempDir
    Path folder;

    private TorchProject torch;

    @BeforeEach
    void make_the_project() throws IOException, InterruptedException {
        torch = TorchProject.in(folder);
        torch.write("nets.py", NETS);
        torch.write("config.json", "{\"scale\": 1}\n");
        torch.python("import torch; torch.manual_seed(0);"
                + " torch.save({'fc.weight': torch.randn(3, 4), 'fc.bias': torch.zeros(3)}, 'Net.pth')");
    }

    private CachedExport export(ModelFile file) throws InterruptedException {
        return torch.exporter("nets", 2, 3).export(file, step -> {});
    }

    private static ModelOptions options(String className, Map<String, Object> arguments) {
        return new ModelOptions(
                Optional.of(className),
                arguments,
                List.of("a", "b", "c"),
                PictureOptions.of(2),
                Activation.AUTO,
                Optional.empty());
    }

    @Test
    void a_changed_file_that_the_definition_read_leads_to_a_new_export() throws Exception {
        ModelFile file = torch.file("Net", "Net");
        CachedExport first = export(file);
        assertThat(first.channels()).isEqualTo(1);
        assertThat(torch.exporter("nets", 2, 3).cached(file)).contains(first);

        torch.write("config.json", "{\"scale\": 1}\r\n");
        assertThat(torch.exporter("nets", 2, 3).cached(file))
                .as("line ends do not count")
                .contains(first);

        torch.write("config.json", "{\"scale\": 2}\n");
        assertThat(torch.exporter("nets", 2, 3).cached(file)).isEmpty();
        CachedExport second = export(file);
        assertThat(second.folder()).isEqualTo(first.folder());
        assertThat(second.answers().get(0).get(0))
                .isEqualTo(2 * first.answers().get(0).get(0));
        assertThat(torch.exporter("nets", 2, 3).cached(file)).contains(second);
    }

    @Test
    void class_and_arguments_of_the_options_decide_and_belong_to_the_key() throws Exception {
        CachedExport plus = export(torch.file("Net", "Net", options("Other", Map.of("sign", 1))));
        CachedExport minus = export(torch.file("Net", "Net", options("nets:Other", Map.of("sign", -1))));

        assertThat(plus.className()).isEqualTo("Other");
        assertThat(minus.folder()).isNotEqualTo(plus.folder());
        assertThat(minus.answers().get(0).get(0))
                .isEqualTo(-plus.answers().get(0).get(0));
    }

    @Test
    void an_argument_that_the_weights_do_not_show_is_asked_for() {
        assertThatThrownBy(() -> export(torch.file("Net", "Other")))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("needs sign; the weights fit several values (sign = 1, 2, ")
                .hasMessageContaining("`[[model]]`, `match = \"Other\"`, `arguments = { sign = ");
    }
}
