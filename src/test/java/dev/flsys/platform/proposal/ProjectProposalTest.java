package dev.flsys.platform.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectProposalTest {

    private static final Set<String> ALL = Set.of(
            "FLOWER_START_SCRIPT",
            "MODEL_DEFINITION_MODULE",
            "MODEL_WEIGHTS_SUBDIR",
            "CLASS_LABELS",
            "IMG_SIZE",
            "IMG_MEAN",
            "IMG_STD");

    @TempDir
    Path root;

    @Test
    void an_app_with_a_known_data_set_has_all_lines() throws IOException {
        write("pyproject.toml", "[project]\nname = \"x\"\n[tool.flwr.app]\npublisher = \"me\"\n");
        write(
                "app/task.py",
                "import torch.nn as nn\nclass Net(nn.Module):\n    pass\n"
                        + "tf = Normalize((0.1307,), (0.3081,))\ndata = MNIST('.')\n");
        write("app/server_app.py", "app = ServerApp()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .endsWith(":\n\n  FLOWER_START_SCRIPT=flwr run .\n  MODEL_DEFINITION_MODULE=app.task\n"
                        + "  MODEL_WEIGHTS_SUBDIR=.\n  CLASS_LABELS=0,1,2,3,4,5,6,7,8,9\n  IMG_SIZE=28\n"
                        + "  IMG_MEAN=0.1307\n  IMG_STD=0.3081");
    }

    @Test
    void the_first_script_with_a_simulation_is_proposed_and_the_others_are_named() throws IOException {
        write("fl-code/run.py", "fl.simulation.start_simulation(client_fn=f)\n");
        write("fl-code/other.py", "fl.simulation.start_simulation(client_fn=f)\n");
        write("fl-code/net.py", "class Net(torch.nn.Module):\n    pass\n");
        write("server.py", "fl.server.start_server()\n");
        write(".venv/lib/flwr.py", "def run_simulation(a):\n");
        write("env/pyvenv.cfg", "");
        write("env/flwr.py", "def run_simulation(a):\n");
        Files.createDirectories(root.resolve("fl-code/checkpoints"));

        assertThat(ProjectProposal.of(root, ALL))
                .contains(
                        "FLOWER_START_SCRIPT=fl-code/other.py\n",
                        "MODEL_DEFINITION_MODULE=fl-code/net.py\n",
                        "MODEL_WEIGHTS_SUBDIR=fl-code/checkpoints",
                        "# Other start scripts: fl-code/run.py, server.py")
                .doesNotContain("flwr.py", "\n  CLASS_LABELS", "\n  IMG_SIZE");
    }

    @Test
    void a_project_without_pictures_has_a_note_about_the_settings_of_pictures() throws IOException {
        write("pyproject.toml", "[tool.flwr.app]\n");
        write("texts/task.py", "def get_model(name):\n    return AutoModel.from_pretrained(name)\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains(
                        "\n  MODEL_DEFINITION_MODULE=texts.task\n",
                        "# For tables, texts or other data any values do, such as CLASS_LABELS=0,1 and IMG_SIZE=224:");
        assertThat(ProjectProposal.of(root, Set.of("IMG_SIZE"))).doesNotContain("any values do");
    }

    @Test
    void a_project_without_networks_has_a_module_that_is_there() throws IOException {
        write("pyproject.toml", "[tool.flwr.app]\n");
        write("trees/server_app.py", "app = ServerApp()\n");
        write("trees/task.py", "def load_data(partition):\n    return partition\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("\n  MODEL_DEFINITION_MODULE=trees.task\n", "# No source defines a network of PyTorch");
        assertThat(ProjectProposal.of(root, Set.of("IMG_SIZE"))).doesNotContain("No source");
    }

    @Test
    void a_module_of_any_name_is_proposed_for_a_project_of_another_framework() throws IOException {
        write("client1.py", "model = keras.Sequential([])\n");
        write("server.py", "fl.server.start_server()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("\n  MODEL_DEFINITION_MODULE=client1\n", "# No source defines a network of PyTorch");
    }

    @Test
    void a_program_without_a_main_guard_may_call_the_simulation_of_another_file() throws IOException {
        write("code/federated_main.py", "def run_federated_learning():\n    run_simulation(server_app=a)\n");
        write(
                "code/main.py",
                "from federated_main import run_federated_learning\nfor noise in [1, 2]:\n"
                        + "    run_federated_learning()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=code/main.py\n", "# Other start scripts: code/federated_main.py");
    }

    @Test
    void a_class_of_a_network_goes_before_a_function_that_makes_models() throws IOException {
        write("a.py", "def load_model():\n    pass\n");
        write("b.py", "class Net(nn.Module):\n    pass\n");

        assertThat(ProjectProposal.of(root, ALL)).contains("MODEL_DEFINITION_MODULE=b\n");
    }

    @Test
    void a_program_that_imports_the_simulation_goes_before_the_file_that_only_defines_it() throws IOException {
        write("fl/sim.py", "def run(args):\n    return fl.simulation.start_simulation(client_fn=f)\n");
        write("main.py", "from fl import sim\nif __name__ == \"__main__\":\n    sim.run(parse())\n");
        write("plot.py", "import simple\nif __name__ == \"__main__\":\n    plot()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=main.py\n", "# Other start scripts: fl/sim.py")
                .doesNotContain("plot.py");
    }

    @Test
    void a_program_of_hydra_is_proposed_where_no_file_names_a_simulation() throws IOException {
        write("app/main.py", "@hydra.main(config_path=\"conf\", version_base=None)\ndef main(cfg):\n    go(cfg)\n");
        assertThat(ProjectProposal.of(root, ALL)).contains("FLOWER_START_SCRIPT=app/main.py\n");

        write("tools/run.py", "history = fl.simulation.start_simulation(client_fn=f)\n");
        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=tools/run.py\n")
                .doesNotContain("app/main.py");
    }

    @Test
    void a_server_of_which_clients_are_programs_is_proposed_with_a_note() throws IOException {
        write("server.py", "fl.server.start_server()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=server.py", "# The script waits for clients");
    }

    @Test
    void a_shell_script_that_starts_the_clients_goes_before_the_server_alone() throws IOException {
        write("server.py", "fl.server.start_server()\n");
        write("run.sh", "python server.py &\nfor i in 1 2; do python3 client.py --id $i & done\nwait\n");
        write("get_data.sh", "wget x\n");
        write("more_clients.sh", "for i in 1 2; do python client.py $i & done\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=bash run.sh\n", "# Other start scripts: server.py")
                .doesNotContain("get_data.sh", "more_clients.sh", "waits for clients");
    }

    @Test
    void a_shell_script_may_start_a_client_file_of_any_name() throws IOException {
        write("start_server.py", "fl.server.start_server()\n");
        write("launch_all.sh", "python start_server.py --alpha 1 &\npython run_client.py $i > client_$i.log &\nwait\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=bash launch_all.sh\n", "# Other start scripts: start_server.py")
                .doesNotContain("waits for clients");
    }

    @Test
    void a_python_script_that_starts_server_and_clients_as_programs_goes_before_the_server_alone() throws IOException {
        write("server.py", "fl.server.start_server()\n");
        write(
                "run_experiment.py",
                "subprocess.Popen([sys.executable, \"server.py\"])\nsubprocess.Popen([sys.executable, \"client.py\"])\n");
        write("dashboard.py", "import streamlit as st\nsubprocess.Popen(['python', 'client.py'])\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=run_experiment.py\n", "# Other start scripts: server.py")
                .doesNotContain("dashboard.py", "waits for clients", "FLOWER_PROJECT_DIR");
    }

    @Test
    void a_script_that_starts_files_of_its_folder_has_a_note_about_that_folder() throws IOException {
        write("unet/server.py", "fl.server.start_server()\n");
        write("unet/client.py", "");
        write("unet/run.sh", "python server.py &\npython client.py &\nwait\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains(
                        "FLOWER_START_SCRIPT=bash unet/run.sh\n",
                        "# The script starts files of its own folder, so that folder is the project:"
                                + " FLOWER_PROJECT_DIR=" + root.resolve("unet"));

        write("unet/run.sh", "cd \"$(dirname \"$0\")\"\npython server.py &\npython client.py &\nwait\n");
        assertThat(ProjectProposal.of(root, ALL)).doesNotContain("FLOWER_PROJECT_DIR");
    }

    @Test
    void the_programs_are_named_where_no_source_starts_flower() throws IOException {
        write("start.py", "if __name__ == '__main__':\n    start_federated()\n");
        write("net.py", "class Net(nn.Module):\n    pass\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("# No source starts Flower. Programs of the project: start.py")
                .doesNotContain("FLOWER_START_SCRIPT=");
    }

    @Test
    void a_class_of_a_network_of_the_project_goes_before_its_abstract_class() throws IOException {
        write("model/__init__.py", "from .model_demo import DemoModel\n");
        write("model/model_abstract.py", "class AbstractModel(nn.Module, ABC):\n    pass\n");
        write("model/model_demo.py", "class DemoModel(AbstractModel):\n    pass\n");
        write("test.py", "class Net(nn.Module):\n    pass\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("MODEL_DEFINITION_MODULE=model.model_demo\n")
                .doesNotContain("model_abstract", "test");
    }

    @Test
    void a_program_that_imports_the_server_of_a_package_goes_before_the_file_that_only_defines_it() throws IOException {
        write("fedlearn/__init__.py", "from .server import FedServer\n");
        write("fedlearn/server.py", "class FedServer:\n    def start(self):\n        fl.server.start_server()\n");
        write(
                "server_main.py",
                "from fedlearn import FedServer\nif __name__ == '__main__':\n    FedServer().start()\n");
        write(
                "client_main.py",
                "from fedlearn import FedClient\nif __name__ == '__main__':\n    FedClient().start()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains(
                        "FLOWER_START_SCRIPT=server_main.py\n",
                        "# Other start scripts: fedlearn/server.py",
                        "# The script waits for clients")
                .doesNotContain("client_main.py");
    }

    @Test
    void a_loss_is_no_network_and_files_of_models_go_first() throws IOException {
        write("loss.py", "class DiceBCELoss(nn.Module):\n    pass\nclass FocalLoss2d(nn.Module):\n    pass\n");
        write("layers.py", "class Block(nn.Module):\n    pass\n");
        write("networks.py", "class Net(nn.Module):\n    pass\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("MODEL_DEFINITION_MODULE=networks\n", "# Other modules with networks: layers")
                .doesNotContain("loss");
    }

    @Test
    void a_script_that_imports_the_names_of_its_folders_is_started_as_a_module() throws IOException {
        write("src/fl/run.py", "from src.net import Net\nrun_simulation(a)\n");
        write("tools/run.py", "import numpy\nrun_simulation(a)\n");
        write("tools/other.py", "from .net import Net\nrun_simulation(a)\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains(
                        "FLOWER_START_SCRIPT=python -m tools.other\n",
                        "Other start scripts: tools/run.py, python -m src.fl.run");
    }

    @Test
    void pictures_that_are_scaled_and_not_normalised_have_the_mean_0() throws IOException {
        write("data.py", "pictures = [transforms.functional.to_tensor(each) for each in batch]\n");
        assertThat(ProjectProposal.of(root, ALL)).contains("\n  IMG_MEAN=0\n  IMG_STD=1\n");

        write("other.py", "transform = Compose([ToTensor(), Normalize(mean, std)])\n");
        assertThat(ProjectProposal.of(root, ALL))
                .doesNotContain("IMG_MEAN=")
                .contains("# The sources normalise pictures with values that were not found.");
    }

    @Test
    void tests_and_definitions_of_a_library_are_no_part_of_a_proposal() throws IOException {
        write("tests/net.py", "class Net(nn.Module):\n    pass\n");
        write("src/test_net.py", "class Net(nn.Module):\n    pass\nrun_simulation(a)\n");
        write("vendored/__init__.py", "def start_simulation(a):\n    pass\nif __name__: pass\n");
        write("zoo/__init__.py", "class Net(nn.Module):\n    pass\n");
        write("weights/test/test.sh", "python server.py & python client.py\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("\n  MODEL_DEFINITION_MODULE=zoo\n")
                .doesNotContain("FLOWER_START_SCRIPT", "test");
    }

    @Test
    void a_server_that_starts_its_clients_itself_waits_for_none() throws IOException {
        write("main.py", "Process(target=lambda: start_numpy_client(c)).start()\nstart_server()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("FLOWER_START_SCRIPT=main.py")
                .doesNotContain("waits for clients");
    }

    @Test
    void pictures_of_unknown_data_have_notes_about_labels_and_size() throws IOException {
        write("data.py", "t = Compose([ToTensor(), Normalize([0.5], [0.5])])\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains("# Write the labels of the data as CLASS_LABELS", "# Write the side of the networks' input");
    }

    @Test
    void several_data_sets_are_named_and_none_is_chosen() throws IOException {
        write("data.py", "sets = {'mnist': MNIST, 'cifar10': CIFAR10}\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains(
                        "# The sources name several data sets. Write CLASS_LABELS and IMG_SIZE of those",
                        "#   CIFAR-10: CLASS_LABELS=airplane,automobile,",
                        "#   MNIST: CLASS_LABELS=0,1,2,3,4,5,6,7,8,9, IMG_SIZE=28")
                .doesNotContain("\n  CLASS_LABELS", "\n  IMG_SIZE");
    }

    @Test
    void a_data_set_in_comments_does_not_count() throws IOException {
        write("data.py", "\"\"\"Like MNIST.\"\"\"\nimport x  # not MNIST\n# MNIST\ndata = load('cifar-100')\n");
        assertThat(ProjectProposal.of(root, ALL))
                .contains("\n  IMG_SIZE=32", "# Write the labels of CIFAR-100 as CLASS_LABELS.")
                .doesNotContain("\n  CLASS_LABELS");

        write("data.py", "data = load('Fashion-MNIST')\n");
        assertThat(ProjectProposal.of(root, ALL)).contains("\n  CLASS_LABELS=T-shirt/top,");
    }

    @Test
    void the_square_that_is_cut_is_the_size_of_the_input() throws IOException {
        write("data.py", "t = Compose([Resize(256), CenterCrop(224), ToTensor()])\nu = RandomCrop(32)\n");
        assertThat(ProjectProposal.of(root, ALL)).contains("\n  IMG_SIZE=224\n", "larger picture: IMG_RESIZE=256.");

        write("data.py", "a = Resize((32, 32))\nb = Resize(size=224)\n");
        assertThat(ProjectProposal.of(root, ALL))
                .contains("# The sources resize pictures to several sizes: 32, 224.")
                .doesNotContain("\n  IMG_SIZE");
    }

    @Test
    void the_size_may_have_a_name_in_its_file() throws IOException {
        write("data.py", "IMG_SIZE = 224\nt = Compose([Resize((IMG_SIZE, IMG_SIZE)), ToTensor()])\n");
        assertThat(ProjectProposal.of(root, ALL)).contains("\n  IMG_SIZE=224\n");

        write("data.py", "IMG_SIZE = 224\nIMG_SIZE = 96\nt = Compose([Resize((IMG_SIZE, IMG_SIZE)), ToTensor()])\n");
        assertThat(ProjectProposal.of(root, ALL)).doesNotContain("\n  IMG_SIZE=");
    }

    @Test
    void several_normalisations_are_named_and_none_is_chosen() throws IOException {
        write("a.py", "t = Normalize((0.5,), (0.5,))\nu = Normalize([0.5], [0.5])\n");
        assertThat(ProjectProposal.of(root, ALL)).contains("\n  IMG_MEAN=0.5\n  IMG_STD=0.5");

        write("b.py", "t = Normalize((0.1,), (0.2,))\n");
        assertThat(ProjectProposal.of(root, ALL))
                .contains("# The sources normalise pictures with several values: (0.5), (0.5), (0.1), (0.2).")
                .doesNotContain("\n  IMG_MEAN");
    }

    @Test
    void the_folders_of_apps_are_named_where_the_project_has_several() throws IOException {
        write("examples/a/pyproject.toml", "[tool.flwr.app]\n");
        write("examples/b/pyproject.toml", "[tool.flwr.app.components]\n");
        write("tools/server.py", "start_server()\n");

        assertThat(ProjectProposal.of(root, ALL))
                .contains(
                        "# Other folders of Flower apps, for FLOWER_PROJECT_DIR and flwr run .: examples/a, examples/b")
                .doesNotContain("FLOWER_START_SCRIPT=");
    }

    @Test
    void only_settings_that_are_missing_are_proposed() throws IOException {
        write("run.py", "run_simulation(a)\nclass Net(nn.Module):\n    pass\n");

        assertThat(ProjectProposal.of(root, Set.of("MODEL_DEFINITION_MODULE")))
                .endsWith("\n\n  MODEL_DEFINITION_MODULE=run");
        assertThat(ProjectProposal.of(root, Set.of("CLASS_LABELS"))).isEmpty();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
