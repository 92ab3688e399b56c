package dev.flsys.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The small project of the console's tests: one model, a folder of pictures, and a start script that prints the output
 * of a Flower server.
 *
 * @param root the project's folder
 * @param service the folder in which the service is started
 */
public record ConsoleProject(Path root, Path service) {

    private static final Path SAMPLE = Path.of("flower-project-sample");
    private static final Path MODEL = SAMPLE.resolve("saved_models/TinyResNet_onnx.onnx");

    public static ConsoleProject in(Path folder) throws IOException {
        ConsoleProject project = new ConsoleProject(folder.resolve("project"), folder.resolve("service"));
        ProjectFiles.copy(Path.of("src/test/resources/projects/console"), project.root);
        Files.createDirectories(project.root.resolve("weights"));
        Files.createDirectories(project.root.resolve("pictures"));
        Files.createDirectories(project.service);
        project.addModel("seed");
        return project;
    }

    public void addModel(String id) throws IOException {
        Files.copy(MODEL, root.resolve("weights").resolve(id + ".onnx"));
    }

    public void addPicture(String name) throws IOException {
        Files.copy(
                SAMPLE.resolve("pictures/digit_7.png"), root.resolve("pictures").resolve(name));
    }

    /**
     * Starts the service.
     *
     * @param seven the label of the eighth class, without single quotes
     * @param further lines of its {@code .env}
     */
    public PackagedService serve(String seven, String... further) throws IOException {
        Files.writeString(service.resolve(".env"), """
                FLOWER_PROJECT_DIR="%s"
                FLOWER_START_SCRIPT=train.py
                MODEL_WEIGHTS_SUBDIR=weights
                MODEL_DEFINITION_MODULE=model
                CLASS_LABELS='0,1,2,3,4,5,6,%s,8,9'
                IMG_SIZE=32
                FLASK_SECRET_KEY=the-same-for-every-start
                FLOWER_PYTHON=/usr/bin/python3
                %s
                """.formatted(root, seven, String.join("\n", further)));
        return PackagedService.start(service);
    }
}
