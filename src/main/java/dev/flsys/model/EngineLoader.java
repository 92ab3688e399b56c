package dev.flsys.model;

import java.util.function.Consumer;

/** Loads picture models into DJL's engines, state dicts through what {@link StateDicts} makes of them. */
final class EngineLoader implements ModelLoader {

    private final StateDicts stateDicts;
    private final InferenceDevice device;
    private final int imageSize;

    /** @param imageSize side of the square input in pixels */
    EngineLoader(StateDicts stateDicts, InferenceDevice device, int imageSize) {
        this.stateDicts = stateDicts;
        this.device = device;
        this.imageSize = imageSize;
    }

    @Override
    public boolean isQuick(ModelFile file) {
        return file.format() != ModelFormat.STATE_DICT
                || stateDicts.cached(file).isPresent();
    }

    @Override
    public ExecutableModel load(ModelFile file, Consumer<String> report) throws InterruptedException {
        Executable executable = file.format() == ModelFormat.STATE_DICT
                ? stateDicts.export(file, report)
                : new Executable(file.path(), file.format());
        report.accept("Loading " + file.id());
        try {
            return LoadedModel.load(executable, device, 3, imageSize, imageSize);
        } catch (ModelUnusable unusable) {
            throw new ModelUnusable("The model " + file.id() + " " + unusable.detail() + ".", unusable);
        }
    }
}
