package dev.flsys.engine.torchscript;

import dev.flsys.testsupport.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Any archive, code or pickle passes the check or is {@link TorchScriptRefused}. The first byte chooses one of the
 * three. Code that passes never names an operator that reaches files.
 */
class TorchScriptFuzzTest extends FuzzTarget {

    private static final int ARCHIVE = 0;
    private static final int CODE = 1;
    private static final int PICKLE = 2;
    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final int LARGE = 8_000;

    @Override
    protected List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (Stream<Path> files = Files.list(MODELS)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".pt"))
                    .sorted()
                    .toList()) {
                if (Files.size(file) <= LARGE) {
                    seeds.add(seed(ARCHIVE, Files.readAllBytes(file)));
                }
            }
        }
        seeds.add(seed(ARCHIVE, archive()));
        for (String code : List.of(
                "class M(Module):\n  __parameters__ = [\"w\", ]\n  training : bool\n  def forward(self: __torch__.M,\n"
                        + "    x: Tensor) -> Tensor:\n    y = getattr(self, \"0\")\n    return torch.add(x, CONSTANTS.c0)\n",
                "x = ops.prim.NumToTensor(1.5e-3j) # comment\ns = 'a\\'b'\n",
                "x.save(\"p\")\n",
                "y = __torch__.torch.classes.quantized.LinearPackedParamsBase\n")) {
            seeds.add(seed(CODE, code.getBytes(StandardCharsets.UTF_8)));
        }
        seeds.add(seed(
                PICKLE,
                "\u0080\u0002c__torch__\nM\nq\u0000)X\u0001\u0000\u0000\u0000aK\u0001\u0086."
                        .getBytes(StandardCharsets.ISO_8859_1)));
        return seeds;
    }

    private static byte[] archive() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("net/data.pkl", "net/code/__torch__.py", "net/constants.pkl")) {
                byte[] content = name.endsWith("py")
                        ? "x = torch.relu(1)\n".getBytes(StandardCharsets.US_ASCII)
                        : new byte[] {(byte) 0x80, 2, ')', '.'};
                CRC32 checksum = new CRC32();
                checksum.update(content);
                ZipEntry entry = new ZipEntry(name);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] seed(int kind, byte[] content) {
        byte[] seed = new byte[content.length + 1];
        seed[0] = (byte) kind;
        System.arraycopy(content, 0, seed, 1, content.length);
        return seed;
    }

    @Override
    protected List<String> words() {
        return List.of(
                "ops.aten.",
                "ops.prim.",
                "torch.",
                "__torch__.",
                "CONSTANTS.c0",
                "class M(Module):\n",
                "  def forward(self) -> Tensor:\n",
                "getattr(",
                "annotate(",
                "uninitialized(",
                "\"\"\"",
                "save");
    }

    @Override
    protected boolean parse(byte[] input) throws IOException {
        if (input.length == 0) {
            return false;
        }
        byte[] content = Arrays.copyOfRange(input, 1, input.length);
        try {
            switch (input[0] & 3) {
                case CODE -> {
                    String code = new String(content, StandardCharsets.UTF_8);
                    CodeCheck.require(code, Operators.shipped());
                    requireHarmless(code);
                    plant(code.contains("ops.aten.") && Tokens.of(code).size() > 4);
                }
                case PICKLE -> PickleCheck.require(content, Operators.shipped());
                default -> TorchScriptCheck.require(file(".pt", content));
            }
            return true;
        } catch (TorchScriptRefused documented) {
            return false;
        }
    }

    /** The plainest spellings; {@code TorchScriptCheckTest} has the others. */
    private static void requireHarmless(String code) {
        for (String line : code.split("\n")) {
            if (line.startsWith("torch.save(") || line.startsWith("ops.aten.save(") || line.startsWith("x.save(")) {
                throw new AssertionError(line);
            }
        }
    }

    @Override
    protected byte[] planted() {
        return seed(CODE, "ops.aten.relu(x)\n".getBytes(StandardCharsets.UTF_8));
    }
}
