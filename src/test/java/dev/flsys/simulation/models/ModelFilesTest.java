package dev.flsys.simulation.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.engine.file.ModelFormat;
import dev.flsys.flower.progress.Round;
import dev.flsys.model.catalog.ModelFile;
import dev.flsys.model.catalog.ModelId;
import dev.flsys.project.ContentHashes;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import dev.flsys.simulation.record.WrittenModel;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The present state of model files that simulations wrote. */
class ModelFilesTest {

    /** Like the mapper of Quarkus. */
    private static final ObjectMapper JSON = ServiceJson.MAPPER;

    private static final byte[] USABLE = TestProject.zip("x/data.pkl");
    private static final Instant FIRST = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant LATER = FIRST.plusSeconds(60);

    @TempDir
    Path folder;

    private FlowerProject project;

    private ModelFiles files;

    @BeforeEach
    void openProject() {
        project = new FlowerProject(folder);
        files = new ModelFiles(new TestProject(project.root(), folder).catalog(), project, new ContentHashes());
    }

    private Path write(String content, Instant modified) throws IOException {
        Path file = Files.writeString(folder.resolve("final_model.pth"), content);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }

    private ModelFile model() {
        FileStamp stamp = FileStamp.read(folder.resolve("final_model.pth")).orElseThrow();
        return new ModelFile(
                new ModelId("final_model"),
                stamp.path(),
                false,
                ModelFormat.STATE_DICT,
                stamp.sizeBytes(),
                stamp.modified(),
                TestProject.OPTIONS);
    }

    /** The record of a simulation that has just written the file. */
    private SimulationRecord simulation(int number, boolean hashed) {
        List<WrittenModel> written = List.of(WrittenModel.of(model(), project));
        return simulation(number, hashed ? files.hashed(written) : written);
    }

    private SimulationRecord simulation(int number, List<WrittenModel> written) {
        SimulationRecord record = SimulationRecord.queued(
                        new SimulationId("20261124-100000-0000000" + number),
                        new SessionId("me"),
                        JSON.createObjectNode().put("number", number),
                        FIRST,
                        "mark")
                .running(List.of("python"), null, FIRST)
                .progressed(1, List.of(new Round(1, 0.5, null, null, null, null, Map.of())))
                .wrote(written);
        new SimulationStore(project, JSON).save(record);
        return record;
    }

    private ModelFiles.Now now(SimulationRecord simulation) {
        return files.now(simulation).get(0);
    }

    @Test
    void a_file_that_a_client_uploads_is_not_one_of_the_simulation_until_it_is_written_again() throws IOException {
        Optional<Set<WrittenModel>> before = files.now();
        Path file = Files.write(folder.resolve("final_model.pth"), USABLE).toRealPath();
        files.catalog().noteUpload(FileStamp.read(file).orElseThrow());
        Files.write(folder.resolve("trained.pth"), USABLE);

        assertThat(files.writtenSince(before).orElseThrow())
                .extracting(WrittenModel::id)
                .containsExactly("trained");

        Files.setLastModifiedTime(file, FileTime.from(LATER));
        assertThat(files.writtenSince(before).orElseThrow())
                .extracting(WrittenModel::id)
                .containsExactly("final_model", "trained");
    }

    @Test
    void a_file_is_unchanged_until_it_has_another_content() throws IOException {
        write("weights of the first", FIRST);
        SimulationRecord simulation = simulation(1, true);
        assertThat(now(simulation).overwritten()).isFalse();
        write("weights of the first", LATER);
        assertThat(now(simulation).overwritten()).as("only touched").isFalse();
        write("weights of the next.", LATER.plusSeconds(1));
        assertThat(now(simulation).overwritten()).as("same size").isTrue();
        write("longer weights of the next", LATER);
        assertThat(now(simulation).overwritten()).isTrue();
        Files.delete(folder.resolve("final_model.pth"));
        assertThat(now(simulation).overwritten()).isFalse();
        assertThat(now(simulation).missing()).isTrue();
    }

    @Test
    void a_file_without_a_known_hash_is_judged_by_its_stamp() throws IOException {
        write("weights", FIRST);
        SimulationRecord simulation = simulation(1, false);
        assertThat(now(simulation).overwritten()).isFalse();
        write("weights", LATER);
        assertThat(now(simulation).overwritten()).isTrue();
    }

    @Test
    void a_file_is_read_once_for_each_stamp() throws IOException {
        write("weights", FIRST);
        ContentHashes hashes = new ContentHashes();
        FileStamp stamp = FileStamp.read(folder.resolve("final_model.pth")).orElseThrow();
        Optional<String> hash = hashes.of(stamp);
        assertThat(hash.orElseThrow()).hasSize(64);
        Files.delete(stamp.path());
        assertThat(hashes.of(stamp)).isEqualTo(hash);
        assertThat(new ContentHashes().of(stamp)).isEmpty();
        assertThat(hashes.of(new FileStamp(stamp.path(), ContentHashes.MAX_SIZE + 1, FIRST)))
                .isEmpty();
    }

    @Test
    void a_model_belongs_to_the_simulation_that_wrote_its_content() throws IOException {
        TrainedModels trained =
                new TrainedModels(new SimulationStore(project, JSON), project, new ContentHashes(), false);
        List<Optional<Integer>> from = new ArrayList<>();
        write("weights of the first", FIRST);
        simulation(1, true);
        from.add(wroteIt(trained));
        write("weights of the first", LATER);
        from.add(wroteIt(trained));
        write("weights of the next.", LATER.plusSeconds(1));
        from.add(wroteIt(trained));
        simulation(2, true);
        from.add(wroteIt(trained));
        write("weights of the first", LATER.plusSeconds(60));
        from.add(wroteIt(trained));
        assertThat(from)
                .containsExactly(Optional.of(1), Optional.of(1), Optional.empty(), Optional.of(2), Optional.of(1));
    }

    @Test
    void a_run_wrote_deep_files_but_no_empty_or_damaged_ones() throws IOException {
        Optional<Set<WrittenModel>> before = files.now();
        writeAt("outputs/2025-01-31/12-00-00/model_round_7.pth", USABLE);
        writeAt("empty.pth", new byte[0]);
        assertThat(files.writtenSince(before).orElseThrow())
                .extracting(WrittenModel::id)
                .containsExactly("2025-01-31_12-00-00_model_round_7");
    }

    @Test
    void a_model_has_its_present_id_also_when_another_run_has_made_it_longer() throws IOException {
        Optional<Set<WrittenModel>> before = files.now();
        writeAt("outputs/a/LeNet.pth", USABLE);
        List<WrittenModel> written = files.writtenSince(before).orElseThrow();
        SimulationRecord simulation = simulation(1, written);
        assertThat(now(simulation).id()).isEqualTo("LeNet");
        writeAt("outputs/b/LeNet.pth", USABLE);
        files = new ModelFiles(new TestProject(project.root(), folder).catalog(), project, new ContentHashes());
        assertThat(now(simulation).id()).isEqualTo("a_LeNet");
    }

    private void writeAt(String path, byte[] content) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, content);
    }

    private Optional<Integer> wroteIt(TrainedModels trained) {
        return trained.of(model())
                .map(training -> training.parameters().path("number").asInt());
    }
}
