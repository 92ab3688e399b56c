package dev.flsys.testsupport;

import dev.flsys.engine.EngineModel;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.engine.file.ModelUnusable;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.serving.ModelLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Makes a model that answers the number in its file; other text is unusable. A file whose name starts with {@code slow}
 * waits at a gate; a file whose name starts with {@code stuck} waits there and ignores interrupts.
 */
public final class FakeLoader implements ModelLoader {

    public final AtomicInteger loads = new AtomicInteger();
    public final List<FakeModel> models = Collections.synchronizedList(new ArrayList<>());
    final Set<Path> prepared = ConcurrentHashMap.newKeySet();
    public final CountDownLatch atGate = new CountDownLatch(1);
    public final CountDownLatch gate = new CountDownLatch(1);

    @Override
    public boolean isQuick(ModelFile file) {
        return file.format() != ModelFormat.STATE_DICT || prepared.contains(file.path());
    }

    @Override
    public void prepare(ModelFile file, Consumer<String> report) throws InterruptedException {
        report.accept("Exporting " + file.id());
        waitAtGate(file);
        prepared.add(file.path());
    }

    /** An ONNX file with {@code text}, at most 127 characters, in the place of its graph. */
    public static String onnx(String text) {
        return ":" + (char) text.length() + text;
    }

    private void waitAtGate(ModelFile file) throws InterruptedException {
        if (file.id().value().startsWith("slow")) {
            atGate.countDown();
            gate.await();
        }
        if (file.id().value().startsWith("stuck")) {
            atGate.countDown();
            awaitDeaf(gate);
        }
    }

    /** Ignores interrupts, like native code. */
    public static void awaitDeaf(CountDownLatch gate) {
        boolean interrupted = false;
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public EngineModel load(ModelFile file, Consumer<String> report) throws InterruptedException {
        loads.incrementAndGet();
        report.accept("Loading " + file.id());
        if (file.unusable().isPresent() && !Files.isRegularFile(file.path())) {
            throw new ModelUnusable(file.unusable().get());
        }
        try {
            String text = Files.readString(file.path()).strip();
            text = text.startsWith(":") ? text.substring(2) : text;
            if (!prepared.contains(file.path())) {
                waitAtGate(file);
            }
            FakeModel model = new FakeModel(Float.parseFloat(text));
            models.add(model);
            return model;
        } catch (NumberFormatException unusable) {
            throw new ModelUnusable("The model " + file.id() + " is no number.");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
