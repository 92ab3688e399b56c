package dev.flsys.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts of pip, Debian, conda and other tools. The interpreters are files that are never started. */
@DisabledOnOs(OS.WINDOWS)
class SitePackagesTest {

    @TempDir
    Path temporary;

    private Path root;

    @BeforeEach
    void resolve_links() throws IOException {
        root = temporary.toRealPath();
    }

    @ParameterizedTest
    @CsvSource({
        "pillow-13.0.0.dist-info, 13.0.0",
        "Pillow-9.4.0.dist-info, 9.4.0",
        "Pillow-9.4.0.egg-info, 9.4.0",
        "Pillow-8.4.0-py3.11.egg-info, 8.4.0",
        "pillow_heif-0.16.0.dist-info,",
        "pillow.libs,",
        "notpillow-1.0.dist-info,"
    })
    void the_version_is_that_of_the_folder_beside_the_package(String entry, String version) throws IOException {
        install("env/lib/python3.11/site-packages", entry);
        assertThat(version(environment("env", "version = 3.11.2"))).isEqualTo(Optional.ofNullable(version));
    }

    @Test
    void an_environment_of_another_tool_is_read_as_well() throws IOException {
        install("env/lib/python3.12/site-packages", "pillow-12.1.0.dist-info");
        assertThat(version(environment("env", "version_info = 3.12.4"))).contains("12.1.0");
        assertThat(version(environment("env", "uv = 0.8"))).contains("12.1.0");
    }

    @Test
    void an_environment_has_packages_of_the_system_only_if_it_includes_them() throws IOException {
        install("usr/lib/python3/dist-packages", "Pillow-9.4.0.egg-info");
        String base = "version = 3.11.2\nhome = " + root.resolve("usr/bin") + "\ninclude-system-site-packages = ";

        assertThat(version(environment("env", base + "false"))).isEmpty();
        assertThat(version(environment("env", base + "true"))).contains("9.4.0");

        install("usr/local/lib/python3.11/dist-packages", "pillow-10.0.0.dist-info");
        assertThat(version(environment("env", base + "true"))).contains("10.0.0");
        install("home/.local/lib/python3.11/site-packages", "pillow-11.0.0.dist-info");
        assertThat(version(environment("env", base + "true"))).contains("11.0.0");
        install("env/lib/python3.11/site-packages", "pillow-12.3.0.dist-info");
        assertThat(version(environment("env", base + "true"))).contains("12.3.0");
    }

    @Test
    void an_interpreter_without_an_environment_is_found_through_its_links() throws IOException {
        Path real = FakePython.script(root.resolve("usr/bin/python3.11"), "exit 1");
        Path link = Files.createSymbolicLink(root.resolve("usr/bin/python3"), real);
        install("usr/lib/python3.10/site-packages", "pillow-8.0.0.dist-info");
        assertThat(version(link)).isEmpty();
        install("usr/lib/python3.11/site-packages", "pillow-12.2.0.dist-info");
        assertThat(version(link)).contains("12.2.0");
    }

    @Test
    void an_interpreter_without_a_version_in_its_name_has_that_of_its_only_library() throws IOException {
        Path python = FakePython.script(root.resolve("conda/bin/python"), "exit 1");
        install("conda/lib/python3.13/site-packages", "pillow-13.0.0.dist-info");
        assertThat(version(python)).contains("13.0.0");
    }

    @Test
    void the_highest_of_several_versions_in_a_folder_counts() throws IOException {
        install("env/lib/python3.11/site-packages", "pillow-9.5.0.dist-info");
        install("env/lib/python3.11/site-packages", "pillow-12.10.0.dist-info");
        install("env/lib/python3.11/site-packages", "pillow-12.3.0.dist-info");
        assertThat(version(environment("env", ""))).contains("12.10.0");
    }

    @Test
    void a_project_reads_the_version_in_a_complete_environment_without_starting_python() throws IOException {
        ProjectPython python = new ProjectPython(new FlowerProject(root), new PythonSettings(Optional.empty()));
        assertThat(python.installed("pillow")).isEmpty();

        install(".venv/lib/python3.11/site-packages", "pillow-12.3.0.dist-info");
        Path started = root.resolve("started");
        FakePython.script(root.resolve(".venv/bin/python"), "touch '" + started + "'");
        Files.writeString(root.resolve(".venv/pyvenv.cfg"), "version = 3.11.2\n");
        assertThat(python.installed("pillow")).contains("12.3.0");
        assertThat(python.installed("pillow_simd")).isEmpty();
        assertThat(started).doesNotExist();

        Files.writeString(root.resolve(".venv/.flsys-incomplete"), "");
        assertThat(python.installed("pillow")).isEmpty();
    }

    @Test
    void a_damaged_or_missing_package_has_no_version() throws IOException {
        assertThat(version(root.resolve("nowhere/bin/python"))).isEmpty();
        assertThat(version(Path.of("/python"))).isEmpty();
        Path python = environment("env", "version = none\nhome\n= x");
        Files.write(root.resolve("env/pyvenv.cfg"), new byte[] {(byte) 0xff, '=', (byte) 0xfe});
        assertThat(version(python)).isEmpty();
    }

    private Optional<String> version(Path executable) {
        return SitePackages.of(executable, root.resolve("home")).version("pillow");
    }

    private Path environment(String name, String settings) throws IOException {
        Files.createDirectories(root.resolve(name));
        Files.writeString(root.resolve(name).resolve("pyvenv.cfg"), settings + "\n");
        return FakePython.script(root.resolve(name).resolve("bin/python"), "exit 1");
    }

    private void install(String folder, String entry) throws IOException {
        Files.createDirectories(root.resolve(folder).resolve(entry));
    }
}
