package dev.flsys.model.export;

import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineMessage;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.model.ExportedForms;
import dev.flsys.model.FilledForm;
import dev.flsys.model.StateDicts;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.project.FileStamp;
import dev.flsys.telemetry.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The state dicts that the {@link Exporter} exports. */
@Singleton
final class ExportedStateDicts implements StateDicts {

    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("flsys.model.id");
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
        if (!Traces.isOn() || exporter.cached(file).isPresent()) {
            return forms(file, exporter.export(file, report));
        }
        long start = System.nanoTime();
        boolean success = false;
        try {
            ExportedForms forms = forms(file, exporter.export(file, report));
            success = true;
            return forms;
        } finally {
            Attributes attributes = Attributes.of(MODEL, file.id().value());
            Traces.report("model export", null, attributes, start, System.nanoTime() - start, success);
        }
    }

    @Override
    public Optional<FilledForm> filled(ModelFile file) {
        return exporter.filled(file).map(filled -> {
            Architecture architecture = filled.architecture();
            String made = "Exported by " + architecture.madeBy()
                    + "; the weights of this file were put into that export without Python."
                    + architecture.note().map(note -> " " + note).orElse("");
            return new FilledForm(
                    new EngineFile(
                            filled.file(),
                            architecture.format(),
                            Optional.of(made),
                            Optional.of(architecture.className()),
                            stamps(exporter.inputs(architecture)),
                            true),
                    new FiniteAnswers(
                            architecture.channels(), file.options().picture().imageSize(), architecture.outputs()),
                    architecture.channels(),
                    filled::close);
        });
    }

    private static List<FileStamp> stamps(List<Path> files) {
        return files.stream().map(FileStamp::read).flatMap(Optional::stream).toList();
    }

    private ExportedForms forms(ModelFile file, CachedExport exported) {
        String made = "Exported by " + exported.madeBy() + "."
                + exported.note().map(note -> " " + note).orElse("");
        List<FileStamp> inputs = stamps(exported.inputs());
        EngineFile torchScript = new EngineFile(
                exported.torchScript(),
                ModelFormat.TORCHSCRIPT,
                Optional.of(made),
                Optional.of(exported.className()),
                inputs);
        return new ExportedForms(
                exported.noOnnx()
                        .map(why -> torchScript.withReason(
                                "There is no ONNX form: " + EngineMessage.withoutInternals(why, MAX_REASON)))
                        .orElse(torchScript),
                exported.onnx()
                        .map(onnx -> new EngineFile(
                                onnx,
                                ModelFormat.ONNX,
                                Optional.of(made + " It gives the same answers as TorchScript."),
                                Optional.of(exported.className()),
                                inputs)),
                model -> checked(file, exported, model),
                exported.channels());
    }

    /** An architecture is kept only after this check of its form. */
    private Optional<String> checked(ModelFile file, CachedExport exported, EngineModel model) {
        int side = file.options().picture().imageSize();
        Optional<String> difference =
                new ExportProbe(exported.channels(), side, exported.answers()).findDifference(model);
        if (difference.isEmpty()) {
            exporter.keepArchitecture(file, exported);
        }
        return difference;
    }
}
