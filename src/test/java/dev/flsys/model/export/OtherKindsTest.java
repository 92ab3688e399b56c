package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.engine.file.ModelUnusable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights and networks that take no pictures, or are not complete: the reason names them and the next step. */
class OtherKindsTest {

    private static final String NETS = """
            import torch
            from torch import nn

            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.fc = nn.Linear(12, 3)

                def forward(self, x):
                    return self.fc(torch.flatten(x, 1))

            class Text(nn.Module):
                def __init__(self, vocab_size=50, dim=8):
                    super().__init__()
                    self.encoder = nn.Embedding(vocab_size, dim)
                    self.lstm = nn.LSTM(dim, 4, batch_first=True)
                    self.fc = nn.Linear(4, 3)

                def forward(self, ids):
                    return self.fc(self.lstm(self.encoder(ids))[0][:, -1])

            class Pairs(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.user_embedding = nn.Embedding(20, 4)
                    self.item_embedding = nn.Embedding(30, 4)
                    self.fc = nn.Linear(8, 3)

                def forward(self, user, item):
                    return self.fc(torch.cat([self.user_embedding(user), self.item_embedding(item)], 1))

            class Heartbeat(nn.Module):
                def __init__(self, length=187):
                    super().__init__()
                    self.conv = nn.Conv1d(1, 2, 5, padding=2)
                    self.fc = nn.Linear(2 * length, 3)

                def forward(self, x):
                    return self.fc(self.conv(x).flatten(1))

            class Pooled(Heartbeat):
                def __init__(self):
                    super().__init__(1)

                def forward(self, x):
                    return self.fc(self.conv(x).mean(-1))

            class Rows(Heartbeat):
                def forward(self, x):
                    return super().forward(x.unsqueeze(1))

            class Series(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.rnn = nn.GRU(9, 4, batch_first=True)
                    self.fc = nn.Linear(4, 3)

                def forward(self, x):
                    return self.fc(self.rnn(x)[1][-1])
            """;

    private static final String WEIGHTS = """
            import json, os, pickle, sys, torch
            sys.path.insert(0, ".")
            import nets
            torch.manual_seed(0)
            state = nets.Net().state_dict()
            torch.save(state, "Net.pth")
            for name in ("Text", "Pairs", "Heartbeat", "Pooled", "Rows", "Series"):
                torch.save(getattr(nets, name)().state_dict(), name + ".pth")
            for protocol in (2, 4, 5):
                with open(f"pickled_{protocol}.pth", "wb") as file:
                    pickle.dump(state, file, protocol)
            with open("whole_pickled.pth", "wb") as file:
                pickle.dump(nets.Net(), file)
            for name, options in (("cut_older", {"_use_new_zipfile_serialization": False}), ("cut_pickle", None)):
                with open(name + ".pth", "wb") as file:
                    pickle.dump(state, file) if options is None else torch.save(state, file, **options)
                os.truncate(name + ".pth", os.path.getsize(name + ".pth") - 30)
            torch.save({"bert.embeddings.word_embeddings.weight": torch.ones(500, 4), "other.weight": torch.ones(3, 4)}, "bert.pth")
            torch.save({"convs.0.weight": torch.ones(4, 6, 3), "other.weight": torch.ones(3, 4)}, "ecg.pth")
            torch.save({"embedding.weight": torch.ones(500, 4), "embedding.bias": torch.ones(500)}, "patches.pth")

            layer = "base_model.model.fc"
            adapter = {layer + ".lora_A.weight": torch.ones(2, 12), layer + ".lora_B.weight": torch.ones(3, 2)}
            torch.save(adapter, "adapter.pth")
            torch.save({**adapter, "base_model.model.head.weight": torch.ones(3, 3)}, "adapter_and_head.pth")
            torch.save({**adapter, layer + ".base_layer.weight": torch.ones(3, 12)}, "with_base.pth")
            own = {"fc.weight": state["fc.weight"], "fc.bias": state["fc.bias"], "extra.lora_A": torch.ones(2, 12)}
            torch.save(own, "own_lora.pth")
            os.makedirs("peft_20", exist_ok=True)
            torch.save(adapter, "peft_20/adapter_model.pth")
            with open("peft_20/adapter_config.json", "w") as file:
                json.dump({"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "org/llama-3b"}, file)

            os.makedirs("flwr/common", exist_ok=True)
            for name in ("flwr/__init__.py", "flwr/common/__init__.py"):
                open(name, "w").close()
            with open("flwr/common/typing.py", "w") as file:
                file.write("class Parameters:\\n    def __init__(self):\\n        self.tensors = [b'x']\\n")
            from flwr.common.typing import Parameters
            with open("parameters.pth", "wb") as file:
                pickle.dump(Parameters(), file)
            """;

    @TempDir
    static Path folder;

    private static TorchProject torch;

    @BeforeAll
    static void make_the_project() throws IOException, InterruptedException {
        torch = TorchProject.in(folder);
        torch.write("nets.py", NETS);
        torch.python(WEIGHTS);
    }

    private static CachedExport export(String file, String id) throws IOException, InterruptedException {
        return torch.exporter("nets", 2, 3).export(torch.file(file, id), step -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"pickled_2", "pickled_4", "pickled_5"})
    void a_state_dict_of_pickle_dump_is_read(String file) throws Exception {
        CachedExport pickled = export(file, "Net");
        assertThat(pickled.answers()).isEqualTo(export("Net", "Net").answers());
    }

    @Test
    void weights_with_parameters_named_lora_that_are_no_adapter_are_compared_with_the_classes() {
        assertThatThrownBy(() -> export("own_lora", "Net"))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("The weights do not fit Net: unexpected extra.lora_A");
        assertThatThrownBy(() -> export("with_base", "Net"))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("The weights do not fit Net");
    }

    @Test
    void weights_of_a_linear_layer_named_embedding_are_not_those_of_texts() {
        assertThatThrownBy(() -> export("patches", "Net"))
                .isInstanceOf(ModelUnusable.class)
                .message()
                .doesNotContain("texts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "adapter | Net | only an adapter of PEFT (LoRA; such as base_model.model.fc.lora_A.weight), not a complete model"
                        + " .* torch.save(model.merge_and_unload().state_dict(), PATH)",
                "adapter_and_head | Net | only an adapter of PEFT .* merge_and_unload()",
                "peft_20/adapter_model | Net | only an adapter of PEFT (LORA; .* base model org/llama-3b are not in it"
                        + " .* texts (task_type CAUSAL_LM) .* no tokenizer .* PeftModel.from_pretrained",
                "Text | Text | takes whole numbers [n, LENGTH], such as the ids of the tokens of a text: its embedding has 50"
                        + " rows .* no tokenizer .* model(rows.long()): torch.onnx.export( .* DEPLOY_MODEL_PATH=model.onnx",
                "Pairs | Pairs | The forward of Pairs takes 2 inputs (user, item) .* columns of rows .* /predict",
                "Heartbeat | Heartbeat | takes signals [n, 1, 187], not pictures .* model(rows.reshape(-1, 1, 187)):"
                        + " torch.onnx.export(module.eval(), torch.zeros(1, 187), \"model.onnx\" .* DEPLOY_MODEL_PATH=model.onnx",
                "Pooled | Pooled | takes signals [n, 1, LENGTH], not pictures .* torch.zeros(1, LENGTH)",
                "Rows | Rows | takes rows [n, 187], such as those of signals .* torch.zeros(1, 187)",
                "Series | Series | takes series [n, LENGTH, 9], not pictures .* rows.reshape(-1, LENGTH, 9)"
                        + " .* torch.zeros(1, 9 * LENGTH)",
                "bert | Net | The weights do not fit Net .* seem to be of a network for texts or other ids:"
                        + " bert.embeddings.word_embeddings.weight has 500 rows .* model(rows.long())",
                "ecg | Net | The weights do not fit Net .* seem to be of a network for signals: convs.0.weight is that of a"
                        + " Conv1d for 6 channels .* rows.reshape(-1, 6, LENGTH)",
                "whole_pickled | Net | The file holds more than weights: something else (nets.Net) .* torch.save(",
                "cut_older | Net | The file is damaged: it ends too early. Write or download it again.",
                "cut_pickle | Net | The file is damaged: it ends too early. Write or download it again.",
                "parameters | Net | a pickled object of Flower (flwr.common.typing.Parameters), not a state dict .* "
                        + "numpy.savez(PATH, *flwr.common.parameters_to_ndarrays(parameters))",
            })
    void the_reason_names_the_kind_and_the_next_step(String file, String id, String parts) {
        String pattern = "(?s).*" + Pattern.quote(parts).replace(" .* ", "\\E.*\\Q") + ".*";
        assertThatThrownBy(() -> export(file, id))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageMatching(pattern)
                .hasMessageMatching("(?s).*[.]")
                .message()
                .hasSizeLessThan(1_000)
                .doesNotContain("…");
    }
}
