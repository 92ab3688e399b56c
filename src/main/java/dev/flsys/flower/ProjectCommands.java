package dev.flsys.flower;

import dev.flsys.flower.command.FlwrRunArguments;
import dev.flsys.flower.command.ParametersInvalid;
import dev.flsys.flower.command.PythonCall;
import dev.flsys.flower.command.StartCommand;
import dev.flsys.flower.command.StartParameters;
import dev.flsys.flower.command.StartScriptMissing;
import dev.flsys.flower.command.Wrapper;
import dev.flsys.flower.options.FlowerOptions;
import dev.flsys.flower.options.FlowerParameters;
import dev.flsys.flower.options.MakeVariables;
import dev.flsys.flower.options.OptionSpelling;
import dev.flsys.flower.options.RunArguments;
import dev.flsys.flower.options.ScriptAnswer;
import dev.flsys.flower.options.ScriptArguments;
import dev.flsys.flower.options.ScriptInspector;
import dev.flsys.flower.options.ShellScript;
import dev.flsys.flower.options.StartOptions;
import dev.flsys.process.Launch;
import dev.flsys.project.FlowerProject;
import dev.flsys.python.Interpreter;
import dev.flsys.python.ProjectPython;
import dev.flsys.python.PythonEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the command of FLOWER_START_SCRIPT with a simulation's parameters. The project's Python runs it, or the Python
 * of the command's wrapper.
 */
public final class ProjectCommands implements LaunchPlan {

    private static final String WITHOUT_PYTHON =
            "The options are known once the project's Python environment is there: start a simulation.";

    private final StartCommand command;
    private final FlowerProject project;
    private final ProjectPython python;
    private final ScriptInspector inspector;

    public ProjectCommands(StartCommand command, FlowerProject project, ProjectPython python) {
        this.command = command;
        this.project = project;
        this.python = python;
        this.inspector = new ScriptInspector(project);
    }

    @Override
    public void requireScript() {
        command.findProblem(project).ifPresent(reason -> {
            throw new StartScriptMissing(command.describe(project.root()), reason);
        });
    }

    @Override
    public PreparedRun prepare(RunRequest request, Consumer<String> report) throws InterruptedException {
        requireScript();
        if (command.hasOwnEnvironment()) {
            return prepareInOwnEnvironment(request, report);
        }
        if (!command.needsPython()) {
            return prepareProgram(request);
        }
        Interpreter interpreter = python.ensure(report);
        PythonCall call = PythonCall.of(interpreter, command.prefix());
        if (command.isFlowerRun()) {
            return FlowerRun.prepare(
                    command,
                    request,
                    project,
                    command.behindPrefix(List.of(findProgram(interpreter, "flwr"))),
                    call.environment(),
                    FlowerVersion.of(call, project.root()));
        }
        if (!command.isScript() && !command.isPython()) {
            List<String> words = command.behindPrefix(
                    List.of(findProgram(interpreter, command.inner().get(0))));
            words.addAll(command.arguments());
            words.addAll(RunArguments.toArguments(request.parameters(), OptionSpelling.UNKNOWN));
            return new ScriptRun(new Launch(words, project.root(), call.environment(), request.marker()));
        }
        List<String> words = new ArrayList<>(call.words());
        words.addAll(command.arguments());
        return prepareScript(request, call, words);
    }

    /** The command with its own Python: of a wrapper, whose words stay unchanged, or of a path. */
    private PreparedRun prepareInOwnEnvironment(RunRequest request, Consumer<String> report)
            throws InterruptedException {
        Optional<PythonCall> own = command.findOwnPython(project);
        if (own.isPresent() && command.isFlowerRun()) {
            return FlowerRun.prepare(
                    command,
                    request,
                    project,
                    command.behindPrefix(List.of(command.inner().get(0))),
                    own.get().environment(),
                    FlowerVersion.of(own.get(), project.root()));
        }
        List<String> words = new ArrayList<>(Wrapper.withLiveOutput(command.words()));
        if (words.size() > command.words().size()) {
            report.accept("[FLSys] --no-capture-output is added to conda run, so that its output is live.");
        }
        return own.isPresent() ? prepareScript(request, own.get(), words) : prepareProgram(request, words);
    }

    /** A Python script, with the parameters in the form of its own parser. */
    private PreparedRun prepareScript(RunRequest request, PythonCall call, List<String> words)
            throws InterruptedException {
        StartParameters parameters = request.parameters();
        if (parameters.isEmpty()) {
            return new ScriptRun(new Launch(words, project.root(), call.environment(), request.marker()));
        }
        ScriptAnswer answer = inspector.inspectForStart(command, call);
        words.addAll(answer.arguments().toArguments(parameters));
        Map<String, String> variables = new HashMap<>(call.environment());
        variables.putAll(toEnvironment(answer.arguments(), parameters));
        return new ScriptRun(
                new Launch(words, project.root(), variables, request.marker()),
                answer.arguments().listWarnings(parameters),
                !answer.isKnown(),
                false);
    }

    private PreparedRun prepareProgram(RunRequest request) throws InterruptedException {
        List<String> words = new ArrayList<>(command.words());
        words.set(
                0,
                command.findProgram(project)
                        .map(Path::toString)
                        .orElseThrow(() -> new ParametersInvalid("There is no program " + words.get(0))));
        return prepareProgram(request, words);
    }

    /** A program that is not Python, with the parameters in the form of a shell script. */
    private PreparedRun prepareProgram(RunRequest request, List<String> words) throws InterruptedException {
        StartParameters parameters = request.parameters();
        Optional<ShellScript> script = ShellScript.of(command, project);
        Optional<ScriptArguments> shell = shell(script);
        words.addAll(shell.map(read -> read.toArguments(parameters))
                .orElseGet(() -> RunArguments.toArguments(parameters, OptionSpelling.UNKNOWN)));
        // A shell script may start Python: the wrapper's, or else the project's if there is one. Its output is
        // unbuffered.
        Map<String, String> environment = new HashMap<>(python.found()
                .filter(own -> !command.hasOwnEnvironment())
                .map(PythonEnvironment::of)
                .orElseGet(PythonEnvironment::withoutInterpreter));
        shell.ifPresent(read -> environment.putAll(toEnvironment(read, parameters)));
        List<String> warnings = Stream.concat(
                        shell.stream().flatMap(read -> read.listWarnings(parameters).stream()),
                        script.flatMap(ShellScript::findHiddenOutput).stream())
                .toList();
        return new ScriptRun(
                new Launch(words, project.root(), environment, request.marker()),
                warnings,
                true,
                script.filter(ShellScript::trapsItself).isPresent());
    }

    /** @throws ParametersInvalid if the command itself sets one of the variables, which would have priority */
    private Map<String, String> toEnvironment(ScriptArguments script, StartParameters parameters) {
        Map<String, String> variables = script.toEnvironment(parameters);
        variables.keySet().stream()
                .filter(findSetVariables()::contains)
                .findFirst()
                .ifPresent(name -> {
                    throw new ParametersInvalid("FLOWER_START_SCRIPT sets " + name + " already.");
                });
        return variables;
    }

    private Set<String> findSetVariables() {
        return command.wrapper().map(Wrapper::variables).orElse(Set.of());
    }

    /**
     * The parameters of the command's shell script, of the only Python script that gets all its arguments, or of the
     * makefile.
     */
    private Optional<ScriptArguments> shell(Optional<ShellScript> script) throws InterruptedException {
        Optional<ScriptAnswer> answer = findForwardedOptions(script).filter(ScriptAnswer::isKnown);
        if (answer.isPresent()) {
            return answer.map(ScriptAnswer::arguments);
        }
        return script.<ScriptArguments>map(each -> each)
                .or(() -> MakeVariables.of(command, project).map(each -> each));
    }

    /** The answer of the only Python script that gets all arguments of a shell script; empty if there is none. */
    private Optional<ScriptAnswer> findForwardedOptions(Optional<ShellScript> script) throws InterruptedException {
        Optional<StartCommand> inner = script.flatMap(ShellScript::passesTo);
        if (inner.isEmpty()) {
            return Optional.empty();
        }
        Optional<PythonCall> call = findPythonIn(inner.get());
        return call.isPresent() ? Optional.of(inspector.inspect(inner.get(), call.get())) : Optional.empty();
    }

    /**
     * The Python of a command in the shell script. It is the Python of a wrapper in the script, else of the start
     * command's wrapper, else of the project.
     */
    private Optional<PythonCall> findPythonIn(StartCommand inner) throws InterruptedException {
        Optional<PythonCall> wrapped = inner.findOwnPython(project)
                .or(() -> command.wrapper().filter(Wrapper::hasPython).map(outer -> PythonCall.of(outer, "python")));
        return wrapped.isPresent() ? wrapped : python.found().map(PythonCall::of);
    }

    @Override
    public StartOptions options() throws InterruptedException {
        if (command.isFlowerRun()) {
            // An environment of the command itself would have to be asked, which may take minutes.
            FlowerVersion version = Optional.of(command)
                    .filter(StartCommand::needsPython)
                    .flatMap(own -> python.installed("flwr"))
                    .map(FlowerVersion::of)
                    .orElse(FlowerVersion.UNKNOWN);
            return FlowerOptions.of(command, project, version::takesClients);
        }
        String shown = command.describe(project.root());
        Optional<String> missing = command.findProblem(project);
        if (missing.isPresent()) {
            return StartOptions.none(shown, missing.get());
        }
        Optional<PythonCall> wrapped = command.findOwnPython(project);
        if (wrapped.isPresent()) {
            return inspector.inspect(command, wrapped.get()).offered();
        }
        Optional<Interpreter> own = python.found();
        if (!command.isScript() && !command.isPython()) {
            Optional<ShellScript> script = ShellScript.of(command, project);
            return findForwardedOptions(script)
                    .map(answer -> answer.offered().of(shown))
                    .or(() -> script.flatMap(each -> each.findOptions(shown, project.root()))
                            .map(offered -> offered.without(findSetVariables())))
                    .or(() ->
                            MakeVariables.of(command, project).flatMap(each -> each.findOptions(shown, project.root())))
                    .orElseGet(() ->
                            StartOptions.none(shown, "The command is no Python script, so its options are not known."));
        }
        if (own.isPresent()) {
            return inspector
                    .inspect(command, PythonCall.of(own.get(), command.prefix()))
                    .offered();
        }
        // Many scripts read their options before they import packages that have to be installed.
        Optional<Interpreter> base = python.base();
        if (base.isEmpty()) {
            return StartOptions.none(shown, WITHOUT_PYTHON);
        }
        ScriptAnswer answer = inspector.inspect(command, PythonCall.of(base.get(), command.prefix()));
        return answer.wasAsked() && !answer.isKnown() ? StartOptions.none(shown, WITHOUT_PYTHON) : answer.offered();
    }

    @Override
    public void check(StartParameters parameters) throws InterruptedException {
        if (command.isFlowerRun()) {
            var unused = FlowerParameters.read(parameters, FlwrRunArguments.of(command), project, true);
        } else if (command.isScript() || command.isPython()) {
            // Another Python may lack packages that the script imports before it creates its parser.
            Optional<PythonCall> own = command.hasOwnEnvironment()
                    ? command.findOwnPython(project)
                    : python.found().map(found -> PythonCall.of(found, command.prefix()));
            if (own.isPresent()) {
                check(inspector.inspect(command, own.get()).arguments(), parameters);
            }
        } else {
            shell(ShellScript.of(command, project)).ifPresent(script -> check(script, parameters));
        }
    }

    private void check(ScriptArguments script, StartParameters parameters) {
        var unusedArguments = script.toArguments(parameters);
        var unusedVariables = toEnvironment(script, parameters);
    }

    @Override
    public void close() {
        inspector.close();
    }

    /** The program beside the interpreter, such as {@code flwr}, or the program of that name on PATH. */
    static String findProgram(Interpreter interpreter, String name) {
        Path beside = interpreter.executable().resolveSibling(name);
        return Files.isExecutable(beside) ? beside.toString() : name;
    }
}
