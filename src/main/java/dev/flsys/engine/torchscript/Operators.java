package dev.flsys.engine.torchscript;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The operators and classes of libtorch that a model may use. The list is generated from the library;
 * {@code src/test/torchscript/operators.py} has the rules.
 */
final class Operators {

    private static final String LIST = "operators.txt";
    private static final String ATEN = "aten::";

    /** Classes that libtorch implements: the packed weights of quantized and of optimized layers. */
    private static final Set<String> CLASSES = Set.of(
            "quantized.LinearPackedParamsBase",
            "quantized.Conv2dPackedParamsBase",
            "quantized.Conv3dPackedParamsBase",
            "quantized.EmbeddingPackedParamsBase",
            "rnn.CellParamsBase",
            "sparse.LinearPackedParamsBase",
            "xnnpack.LinearOpContext",
            "xnnpack.Conv2dOpContext",
            "xnnpack.TransposeConv2dOpContext",
            "mkldnn.ConvOpContext");

    private static final Operators SHIPPED = read();

    private final Set<String> allowed;
    private final Set<String> refusedMethods;

    private Operators(Set<String> allowed, Set<String> refusedMethods) {
        this.allowed = Set.copyOf(allowed);
        this.refusedMethods = Set.copyOf(refusedMethods);
    }

    /** The list for the libtorch of this service. */
    static Operators shipped() {
        return SHIPPED;
    }

    /** Whether {@code name}, such as {@code aten::add}, may be used. */
    boolean isAllowed(String name) {
        return allowed.contains(name);
    }

    /** Whether {@code value.name} can be the operator {@code aten::name} and that operator is refused. */
    boolean isRefusedMethod(String name) {
        return refusedMethods.contains(name);
    }

    /** Whether the class {@code torch.classes.name} may be used. */
    boolean isAllowedClass(String name) {
        return CLASSES.contains(name);
    }

    private static Operators read() {
        Set<String> allowed = new HashSet<>();
        Set<String> refusedMethods = new HashSet<>();
        try (InputStream list = Objects.requireNonNull(Operators.class.getResourceAsStream(LIST), LIST);
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("!" + ATEN)) {
                    refusedMethods.add(line.substring(1 + ATEN.length()));
                } else if (!line.startsWith("!") && !line.startsWith("#")) {
                    allowed.add(line);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new Operators(allowed, refusedMethods);
    }
}
