package dev.flsys.model.export;

import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineMessage;
import dev.flsys.engine.ModelFormat;
import dev.flsys.model.ExportedForms;
import dev.flsys.model.ModelFile;
import dev.flsys.model.StateDicts;
import dev.flsys.project.FileStamp;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The state dicts that the {@link Exporter} exports. */
@Singleton
final class ExportedStateDicts implements StateDicts {

    private static final int MAX_REASON = 300;

    private final Exporter exporter;

    @Inject
    ExportedStateDicts(Exporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public Optional<ExportedForms> cached(ModelFile file) {
        return exporter.cached(file).map(exported -> forms(file, exported));
    }

    @Override
    public ExportedForms export(ModelFile file, Consumer<String> report) throws InterruptedException {
        return forms(file, exporter.export(file, report));
    }

    private static ExportedForms forms(ModelFile file, CachedExport exported) {
        String made = "Exported by " + exported.madeBy() + "."
                + exported.note().map(note -> " " + note).orElse("");
        List<FileStamp> inputs = exported.inputs().stream()
                .map(FileStamp::now)
                .flatMap(Optional::stream)
                .toList();
        EngineFile torchScript = new EngineFile(
                exported.torchScript(),
                ModelFormat.TORCHSCRIPT,
                Optional.of(made),
                Optional.of(exported.className()),
                inputs);
        return new ExportedForms(
                exported.noOnnx()
                        .map(why -> torchScript.because(
                                "There is no ONNX form: " + EngineMessage.withoutInternals(why, MAX_REASON)))
                        .orElse(torchScript),
                exported.onnx()
                        .map(onnx -> new EngineFile(
                                onnx,
                                ModelFormat.ONNX,
                                Optional.of(made + " It gives the same answers as TorchScript."),
                                Optional.of(exported.className()),
                                inputs)),
                new ExportProbe(exported.channels(), file.options().picture().imageSize(), exported.answers()),
                exported.channels());
    }
}
