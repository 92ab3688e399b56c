package dev.flsys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real messages of libtorch, onnxruntime and torch. */
class EngineMessageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:49 "
                        + "onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, "
                        + "onnxruntime::TensorShapeVector&, bool) requested_shape_size != 0 && (input_shape_size % "
                        + "requested_shape_size) == 0 was false. The input tensor cannot be reshaped"
                        + "| Status Message: The input tensor cannot be reshaped",
                "/onnxruntime_src/onnxruntime/core/graph/model_load_utils.h:46 void "
                        + "onnxruntime::model_load_utils::ValidateOpsetForDomain(const std::unordered_map<std::"
                        + "__cxx11::basic_string<char>, int>&, const onnxruntime::logging::Logger&, bool) ONNX Runtime "
                        + "only supports released opsets | ONNX Runtime only supports released opsets",
                "D:\\a\\onnxruntime\\core\\graph.cc:12 onnxruntime::Graph::Resolve::<lambda>::operator ()(int) const "
                        + "[with T = float] Bad graph | Bad graph",
                "[enforce fail at inline_container.cc:227] . Attempted to read a file with version 9999 "
                        + "| Attempted to read a file with version 9999",
                "isTensor() INTERNAL ASSERT FAILED at `../aten/src/ATen/core/ivalue.h`:137, please report a bug to "
                        + "PyTorch. Expected Tensor but got Int | Expected Tensor but got Int",
                "weight.defined() INTERNAL ASSERT FAILED at /pytorch/aten/conv.cpp:137, please report a bug to "
                        + "PyTorch. no weight | no weight",
                "Expected at::Tensor but got c10::optional<int> | Expected Tensor but got optional<int>",
                "at::Tensor torch::jit::toTensor(c10::IValue const&, int (*)(int)) failed | Tensor failed",
                "Unknown builtin op: torchvision::nms. | Unknown builtin op: torchvision::nms.",
                "open file failed, file path: '/srv/my data/模型/a b.pt' | open file failed, file path: 'a b.pt'",
                "No such file: /srv/数据/模型.pt | No such file: 模型.pt",
                "ai.djl.engine.EngineException: out of memory | out of memory",
                "conv2d() received an invalid combination of arguments - got (str, int), but expected one of: * (Tensor "
                        + "input, Tensor weight) | conv2d() received an invalid combination of arguments - got (str, int)",
                "forward() is missing value for argument 'y'. Declaration: forward(__torch__.T self, Tensor x) -> Tensor "
                        + "| forward() is missing value for argument 'y'.",
            })
    void details_for_developers_of_the_engine_are_left_out(String message, String shown) {
        assertThat(EngineMessage.of(new IllegalStateException(message.replace('`', '"'))))
                .isEqualTo(shown);
    }

    @Test
    void a_stack_trace_is_left_out() {
        assertThat(EngineMessage.of(new IllegalStateException("""
                        expected scalar type Float but found Double
                        Exception raised from data_ptr at ../c10/core/TensorImpl.h:1580 (most recent call first):
                        frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x57 (0x7f in /opt/libc10.so)
                        frame #1: <unknown function> + 0x1 (0x7f in libtorch_cpu.so)
                        """)))
                .isEqualTo("expected scalar type Float but found Double");
        assertThat(EngineMessage.of(new IllegalStateException("""
                        expected a valid token but found '?' here:
                        Serialized   File "code/__torch__/net.py", line 5
                          def forward(self: __torch__.net.Net,
                        """))).isEqualTo("expected a valid token but found '?'");
    }

    @Test
    void the_error_of_a_network_s_own_code_is_the_message() {
        for (String error : new String[] {
            "RuntimeError: too dark",
            "builtins.ValueError: too dark",
            "torch.jit.Error: too dark",
            "RuntimeError: too dark\n\n"
        }) {
            assertThat(EngineMessage.of(new IllegalStateException(
                            "Traceback of TorchScript, serialized code (most recent call last):\n  File \"x.py\"\n"
                                    + error)))
                    .isEqualTo("too dark");
        }
    }

    @Test
    void the_error_is_found_after_a_long_traceback() {
        assertThat(EngineMessage.of(new IllegalStateException("Traceback of TorchScript (most recent call last):\n"
                        + "  File \"x.py\"\n".repeat(10_000) + "RuntimeError: too dark\n")))
                .isEqualTo("too dark");
    }

    @Test
    void a_message_is_never_empty() {
        for (String none : new String[] {null, "", " \n", "Exception raised from f at ../c10/a.cpp:1", "/a/b.cc:12 "}) {
            assertThat(EngineMessage.of(new IllegalStateException(none)))
                    .isEqualTo("the engine gives no reason (IllegalStateException)");
        }
        String traceback = "Traceback of TorchScript (most recent call last):\n  File \"x.py\"\nRuntimeError: ";
        assertThat(EngineMessage.of(new IllegalStateException(traceback))).isEqualTo("RuntimeError without a message");
        assertThat(EngineMessage.of(new IllegalStateException(traceback + "AssertionError: ")))
                .isEqualTo("AssertionError without a message");
    }

    @Test
    void the_folder_of_the_model_is_left_out_also_if_its_name_has_blanks() {
        assertThat(EngineMessage.of(
                        new IllegalStateException("Load model from /srv/my nets/网络 1/a.onnx failed"),
                        Path.of("/srv/my nets/网络 1/a.onnx")))
                .isEqualTo("Load model from a.onnx failed");
    }

    @Test
    void a_message_of_any_length_is_bounded() {
        for (String part : new String[] {"x", "/x", "x::", "(", "at::T<", "a.h:1 ", "\"/"}) {
            assertThat(EngineMessage.of(new IllegalStateException(part.repeat(200_000))))
                    .hasSizeLessThanOrEqualTo(300);
        }
    }
}
