package dev.flsys.model;

import dev.flsys.engine.AnswerCheck;
import dev.flsys.engine.EngineFile;
import dev.flsys.engine.EngineModel;
import dev.flsys.engine.EngineUnavailable;
import dev.flsys.engine.Engines;
import dev.flsys.engine.InferenceDevice;
import dev.flsys.engine.PictureInput;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.engine.file.OnnxExternalData;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelOptions;
import dev.flsys.model.serving.ModelLoader;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Loads picture models into their engines. A state dict is put into the form of its architecture, or exported first,
 * see {@link StateDicts}. The ONNX form of an export serves if it exists and gives the same answers as the TorchScript
 * form; else the TorchScript form serves. Only one form is in memory.
 */
public record EngineLoader(StateDicts stateDicts, InferenceDevice device) implements ModelLoader {

    private static final Logger LOG = Logger.getLogger(EngineLoader.class);

    @Override
    public boolean isQuick(ModelFile file) {
        return file.format() != ModelFormat.STATE_DICT
                || file.unusable().isPresent()
                || stateDicts.cached(file).isPresent();
    }

    @Override
    public Optional<EngineModel> loadIfQuick(ModelFile file, Consumer<String> report) throws InterruptedException {
        if (file.format() == ModelFormat.STATE_DICT && file.unusable().isEmpty()) {
            Optional<EngineModel> filled = loadFilled(file, report);
            if (filled.isPresent()) {
                return filled;
            }
        }
        return ModelLoader.super.loadIfQuick(file, report);
    }

    /**
     * Empty if no architecture fits, or if its form is unfit for these weights. The exporter then reports the reason.
     */
    private Optional<EngineModel> loadFilled(ModelFile file, Consumer<String> report) {
        try (FilledForm form = stateDicts.filled(file).orElse(null)) {
            if (form == null) {
                return Optional.empty();
            }
            report.accept("Loading " + file.id());
            return Optional.of(loadChecked(file, form.file(), form.check(), List.of(form.channels())));
        } catch (ModelUnusable | EngineUnavailable unfit) {
            LOG.infof("The form of the architecture of %s is not used: it %s", file.id(), unfit.detail());
            return Optional.empty();
        }
    }

    @Override
    public void prepare(ModelFile file, Consumer<String> report) throws InterruptedException {
        requireUsable(file);
        if (file.format() == ModelFormat.STATE_DICT) {
            stateDicts.export(file, report);
        }
    }

    @Override
    public EngineModel load(ModelFile file, Consumer<String> report) throws InterruptedException {
        requireUsable(file);
        if (file.format() != ModelFormat.STATE_DICT) {
            report.accept("Loading " + file.id());
            return load(file, new EngineFile(file.path(), file.format()), ownChannels(file.options()));
        }
        ExportedForms forms = stateDicts.export(file, report);
        report.accept("Loading " + file.id());
        if (forms.onnx().isEmpty()) {
            EngineModel model = load(file, forms.torchScript(), List.of(forms.channels()));
            // The model serves despite a difference, because there is no other form.
            forms.check()
                    .findDifference(model)
                    .ifPresent(difference -> LOG.infof("The model %s %s", file.id(), difference));
            return model;
        }
        try {
            return loadChecked(file, forms.onnx().get(), forms.check(), List.of(forms.channels()));
        } catch (ModelUnusable unfit) {
            return loadSlower(file, forms, "ONNX is not used: that form " + unfit.detail() + ".");
        } catch (EngineUnavailable unavailable) {
            return loadSlower(file, forms, "ONNX is not used: " + unavailable.detail());
        }
    }

    private static void requireUsable(ModelFile file) {
        if (file.unusable().isPresent()) {
            throw new ModelUnusable("The model " + file.id() + " cannot be used. "
                    + file.unusable().get());
        }
    }

    private EngineModel loadSlower(ModelFile file, ExportedForms forms, String reason) {
        LOG.infof("The model %s runs as TorchScript. %s", file.id(), reason);
        return load(file, forms.torchScript().withReason(reason), List.of(forms.channels()));
    }

    private EngineModel load(ModelFile file, EngineFile engineFile, List<Integer> channels) {
        try {
            return loadUnnamed(file, engineFile, channels);
        } catch (ModelUnusable unusable) {
            throw new ModelUnusable("The model " + file.id() + " " + unusable.detail() + ".", unusable);
        }
    }

    private EngineModel loadUnnamed(ModelFile file, EngineFile engineFile, List<Integer> channels) {
        if (engineFile.format() == ModelFormat.ONNX) {
            OnnxExternalData.requireBeside(engineFile.path());
        }
        ModelOptions options = file.options();
        return Engines.loadClassifier(
                engineFile,
                device,
                new PictureInput(
                        options.picture().imageSize(),
                        channels,
                        options.labels().size()));
    }

    /** The channels to try with a user's own file. One value for the mean means grey pictures. */
    private static List<Integer> ownChannels(ModelOptions options) {
        boolean grey =
                options.picture().mean().map(values -> values.size() == 1).orElse(false);
        return grey ? List.of(1, 3) : List.of(3, 1);
    }

    /**
     * @throws ModelUnusable if the model does not load, fails, or gives other answers than {@code check} expects; the
     *     model is closed then
     */
    private EngineModel loadChecked(ModelFile file, EngineFile engineFile, AnswerCheck check, List<Integer> channels) {
        EngineModel model = loadUnnamed(file, engineFile, channels);
        boolean agrees = false;
        try {
            Optional<String> difference = check.findDifference(model);
            agrees = difference.isEmpty();
            if (agrees) {
                return model;
            }
            throw new ModelUnusable(difference.get());
        } finally {
            if (!agrees) {
                model.close();
            }
        }
    }
}
