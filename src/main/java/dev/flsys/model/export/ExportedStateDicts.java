package dev.flsys.model.export;

import dev.flsys.engine.EngineMessage;
import dev.flsys.engine.Executable;
import dev.flsys.engine.ModelFormat;
import dev.flsys.model.ExecutableForms;
import dev.flsys.model.ModelFile;
import dev.flsys.model.ModelSettings;
import dev.flsys.model.StateDicts;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Consumer;

/** State dicts as the {@link Exporter} makes them executable. */
@Singleton
final class ExportedStateDicts implements StateDicts {

    private static final int MAX_REASON = 300;

    private final Exporter exporter;
    private final int imageSize;

    @Inject
    ExportedStateDicts(Exporter exporter, ModelSettings settings) {
        this(exporter, settings.imageSize());
    }

    ExportedStateDicts(Exporter exporter, int imageSize) {
        this.exporter = exporter;
        this.imageSize = imageSize;
    }

    @Override
    public Optional<ExecutableForms> cached(ModelFile file) {
        return exporter.cached(file).map(this::forms);
    }

    @Override
    public ExecutableForms export(ModelFile file, Consumer<String> report) throws InterruptedException {
        return forms(exporter.export(file, report));
    }

    private ExecutableForms forms(Exported exported) {
        String made = "Exported by " + exported.madeBy() + ".";
        Executable torchScript = new Executable(exported.torchScript(), ModelFormat.TORCHSCRIPT, Optional.of(made));
        return new ExecutableForms(
                exported.noOnnx()
                        .map(why -> torchScript.because(
                                "There is no ONNX form: " + EngineMessage.withoutInternals(why, MAX_REASON)))
                        .orElse(torchScript),
                exported.onnx()
                        .map(onnx -> new Executable(
                                onnx, ModelFormat.ONNX, Optional.of(made + " Answers as TorchScript does."))),
                new ExportProbe(imageSize, exported.answers()));
    }
}
