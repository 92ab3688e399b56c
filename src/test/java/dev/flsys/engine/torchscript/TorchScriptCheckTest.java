package dev.flsys.engine.torchscript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptCheckTest {

    private static final Path ARCHIVES = Path.of("src/test/resources/torchscript");
    private static final String METHOD = """
            class M(Module):
              __parameters__ = []
              training : bool
              def forward(self: __torch__.M, x: Tensor) -> Tensor:
                %s
                return x
            """;

    @TempDir
    private Path folder;

    private final Map<String, byte[]> entries = new LinkedHashMap<>(
            Map.of("data.pkl", pickle("__torch__", "M"), "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'}));

    static Stream<Path> numerical() throws IOException {
        return Stream.of(
                        ARCHIVES.resolve("numerical"),
                        ARCHIVES.resolve("endless"),
                        Path.of("src/test/resources/models"),
                        Path.of("flower-project-sample/.flsys/cache"),
                        Path.of("flower-project-sample/saved_models"))
                .flatMap(TorchScriptCheckTest::archives);
    }

    static Stream<Path> hostile() {
        return archives(ARCHIVES.resolve("hostile"));
    }

    private static Stream<Path> archives(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".pt")).toList().stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @ParameterizedTest
    @MethodSource("numerical")
    void files_that_torch_wrote_pass(Path file) {
        assertThatCode(() -> TorchScriptCheck.require(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void files_that_reach_other_files_are_refused_by_the_name_of_the_operator(Path file) {
        assertThatThrownBy(() -> TorchScriptCheck.require(file))
                .isInstanceOf(TorchScriptRefused.class)
                .message()
                .containsPattern("aten::(save|from_file)")
                .contains("torch.save(model.state_dict()");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "torch.save(x, \"p\") | aten::save",
                "torch . save(x, \"p\") | aten::save",
                "ops.aten.save(x, \"p\") | aten::save",
                "x.save(\"p\") | aten::save",
                "s = x.save | aten::save",
                "getattr(x, \"save\")(\"p\") | aten::save",
                "getattr(torch.relu(x), 'save')(\"p\") | aten::save",
                "torch.autograd.save(x, \"p\") | aten::autograd",
                "ops.aten.autograd.save(x, \"p\") | aten::autograd",
                "y = torch.from_file(\"p\", False, 4) | aten::from_file",
                "t = torch | 'torch'",
                "(torch).save(x, \"p\") | 'torch'",
                "o = ops | 'ops'",
                "o = ops.aten | 'aten'",
                "g = getattr | getattr",
                "getattr(x, \"sa\" \"ve\")(\"p\") | getattr",
                "getattr(x, \"s\\x61ve\")(\"p\") | getattr",
                "t = __torch__ | '__torch__'",
                "t = __torch__.torch.classes | torch.classes",
                "t = __torch__.torch | torch",
                "y = __torch__.torch.classes.dist_c10d.ProcessGroup(1, 2) | torch.classes.dist_c10d.ProcessGroup",
                "ops.c10d.send(x) | c10d::send",
                "torch._convert_indices_from_coo_to_csr(x, 1) | aten::_convert_indices_from_coo_to_csr",
                "torch._sparse_coo_tensor_unsafe(x, x, [2]) | aten::_sparse_coo_tensor_unsafe",
                "x._nested_view_from_buffer(x, x, x) | aten::_nested_view_from_buffer",
                "torch._unsafe_index_put(x, [x], x) | aten::_unsafe_index_put",
                "ops.profiler._record_function_enter(\"x\") | profiler::_record_function_enter",
                "ops.prim.PythonOp(x) | prim::PythonOp",
                "ops.mine.anything(x) | mine::anything",
                "torch.what_comes_next(x) | aten::what_comes_next",
                "f = fork(x) | fork",
                "y = \"\"\"a\"\"\" | string of several lines",
                "y = x \\ | character",
                "y = \"a | string without an end",
                "y = x # type: torch.save | type in a comment",
                "y = 1save(x) | number",
                "ÿ = x | character",
            })
    void code_that_can_reach_more_than_values_is_refused(String line, String reason) {
        code("__torch__.py", String.format(METHOD, line));
        refused(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "y = torch.add(x, \"torch.save(x)\")",
                "raise_ = \"use 'torch.save' \\\"and\\\" x.save\"  # not torch.save",
                "self.save_ = x",
                "y = getattr(self.net, \"0\")",
                "y = ops.quantized.linear(x, self._packed, 0.5, 1.e-05)",
                "y = CONSTANTS.c0",
                "y = __torch__.torch.nn.functional.relu(x, )",
                "y = annotate(__torch__.torch.classes.quantized.LinearPackedParamsBase, x)",
            })
    void code_about_values_passes(String line) {
        code("__torch__.py", String.format(METHOD, line));
        assertThatCode(this::require).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code/__torch__/a/b.py",
                "code/__torch__/___torch_mangle_3.py",
                "CODE/__torch__/c.PY",
                "code/other.txt",
                "extra/x.py"
            })
    void all_code_of_the_archive_is_checked_also_if_nothing_calls_it(String entry) {
        entries.put(entry, "def f(x: Tensor) -> None:\n  torch.save(x, \"p\")\n".getBytes(UTF_8));
        refused("aten::save");
    }

    @Test
    void code_that_is_not_text_is_refused() {
        entries.put("code/__torch__.py", new byte[] {(byte) 0xff, (byte) 0xfe});
        refused("UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "__torch__.torch.classes.dist_c10d, ProcessGroup, torch.classes.dist_c10d.ProcessGroup",
        "__torch__.torch, classes.dist_c10d.Store, torch.classes.dist_c10d.Store",
        "torch.distributed.rpc, rref, torch.distributed.rpc.rref",
        "os, system, os.system",
    })
    void pickles_name_only_types_of_the_archive_and_packed_weights(String module, String name, String reason) {
        entries.put("data.pkl", pickle(module, name));
        refused(reason);
    }

    @Test
    void pickles_with_unknown_instructions_are_refused() {
        entries.put("constants.pkl", new byte[] {(byte) 0x80, 4, (byte) 0x95, 0, 0, 0, 0, 0, 0, 0, 0, '.'});
        refused("instruction");
        entries.put("constants.pkl", new byte[] {(byte) 0x80, 2, 'X', 0, 1, 0, 0, '.'});
        refused("cut off");
        // a length whose sum with the position is more than an int
        entries.put("constants.pkl", new byte[] {(byte) 0x80, 2, 'T', -1, -1, -1, 127, '.'});
        refused("cut off");
    }

    @Test
    void the_format_of_before_torch_1_2_is_refused() {
        entries.put("model.json", new byte[0]);
        refused("torch before 1.2");
    }

    @Test
    void entries_of_one_name_in_two_spellings_are_refused() {
        code("__torch__.py", "");
        entries.put("code/__TORCH__.py", new byte[0]);
        refused("two entries");
    }

    @Test
    void data_around_the_archive_is_refused() throws IOException {
        code("__torch__.py", "");
        byte[] archive = Files.readAllBytes(write("m"));
        byte[] before = new byte[archive.length + 8];
        System.arraycopy(archive, 0, before, 8, archive.length);
        refused(before, "precedes the start");
        byte[] behind = new byte[archive.length + 8];
        System.arraycopy(archive, 0, behind, 0, archive.length);
        refused(behind, "follows the end");
    }

    @Test
    void an_archive_that_libtorch_opens_as_another_format_is_refused() throws IOException {
        code("__torch__.py", "");
        byte[] archive = Files.readAllBytes(write("m"));
        System.arraycopy("PTMF".getBytes(UTF_8), 0, archive, 4, 4);
        refused(archive, "not only an archive");
    }

    @Test
    void tensors_that_expand_to_far_more_than_the_file_are_refused() throws IOException {
        Path file = folder.resolve("bomb.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("m/data/0"));
            for (int i = 0; i < 300; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        assertThatThrownBy(() -> TorchScriptCheck.require(file))
                .isInstanceOf(TorchScriptRefused.class)
                .hasMessageContaining("expand to 300 MiB");
    }

    @Test
    void an_entry_outside_of_the_folder_is_refused() throws IOException {
        Path file = folder.resolve("m.pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : new String[] {"m/data.pkl", "n/code/__torch__.py"}) {
                zip.putNextEntry(new ZipEntry(name));
            }
        }
        refused(Files.readAllBytes(file), "outside of its folder");
    }

    @Test
    void a_header_that_contradicts_the_directory_is_refused() throws IOException {
        code("__torch__.py", "");
        byte[] archive = Files.readAllBytes(write("m"));
        String text = new String(archive, java.nio.charset.StandardCharsets.ISO_8859_1);
        archive[text.indexOf("m/code/") + 3] = 'X';
        refused(archive, "damaged");
    }

    private void code(String name, String source) {
        entries.put("code/" + name, source.getBytes(UTF_8));
    }

    private void require() throws Exception {
        TorchScriptCheck.require(write("m"));
    }

    private void refused(String reason) {
        assertThatThrownBy(this::require).isInstanceOf(TorchScriptRefused.class).hasMessageContaining(reason);
    }

    private void refused(byte[] archive, String reason) throws IOException {
        Path file = Files.write(folder.resolve("changed.pt"), archive);
        assertThatThrownBy(() -> TorchScriptCheck.require(file))
                .isInstanceOf(TorchScriptRefused.class)
                .hasMessageContaining(reason);
    }

    /** Compresses only the code, like torch. */
    private Path write(String root) throws IOException {
        Path file = folder.resolve(root + ".pt");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(root + "/" + entry.getKey());
                if (!entry.getKey().startsWith("code/")) {
                    CRC32 checksum = new CRC32();
                    checksum.update(entry.getValue());
                    header.setMethod(ZipEntry.STORED);
                    header.setSize(entry.getValue().length);
                    header.setCrc(checksum.getValue());
                }
                zip.putNextEntry(header);
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    private static byte[] pickle(String module, String name) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
        pickle.writeBytes((module + "\n" + name + "\n").getBytes(UTF_8));
        pickle.writeBytes(new byte[] {'q', 0, ')', (byte) 0x81, '}', 'b', '.'});
        return pickle.toByteArray();
    }

    @Test
    @Timeout(60)
    void nested_attributes_take_time_in_proportion_to_their_number() {
        String code = "getattr(".repeat(200_000) + "x" + ", \"a\")".repeat(200_000);
        assertThatCode(() -> CodeCheck.require(code, Operators.shipped())).doesNotThrowAnyException();
        assertThatThrownBy(() -> CodeCheck.require(code.replaceFirst("\"a\"", "\"save\""), Operators.shipped()))
                .hasMessageContaining("aten::save");
    }

    @Test
    void code_of_more_tokens_than_a_network_has_is_refused() {
        String code = ".".repeat(32 << 20);
        assertThatThrownBy(() -> CodeCheck.require(code, Operators.shipped())).hasMessageContaining("too much code");
    }
}
