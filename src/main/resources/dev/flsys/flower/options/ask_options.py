"""Runs a start script with ``--help`` and reports the options of its command-line parser.

    python [options of Python] -c SOURCE MARK SCRIPT [arguments] --help
    python -c SOURCE MARK -m MODULE [arguments] --help

FLSys passes this text as ``SOURCE``. The script runs as it would without this: as ``__main__``, with
its own arguments and its own folder (of a module: the working directory) first on ``sys.path``. The
report is one line of output: ``MARK``, a random text that no script can guess, and JSON::

    {"library": "argparse", "description": "...", "strict": true, "abbreviations": true, "commands": 0,
     "options": [{"action": "value", "names": ["--rounds"], "off": null, "offs": [], "dest": "rounds",
     "metavar": null, "type": "int", "plain": true, "stores": true, "nargs": null, "repeated": false,
     "const": null, "true": null, "false": null, "default": 3, "choices": null, "required": false,
     "hidden": false, "help": "..."}]}

``action`` is ``value``, ``flag``, ``count`` (a flag that may be repeated), ``switch`` (a flag that one of
``offs`` turns off), ``commands`` (``choices`` are the names of sub-commands) or ``none`` (``--help``,
``--version``). ``commands`` is the number of words that name the sub-command. A parameter without
``names`` is positional. ``strict`` is true if the parser refuses every option that is not in the list:
it parses all arguments of the script by ``parse_args``, and nothing before it has parsed some of them.
``plain`` is true if Python's own ``int``, ``float`` or ``str``, which ``type`` names, converts the values,
and choices are compared with the result. ``stores`` is true if only the last value of a repeated option counts.
``true`` and ``false`` are the texts that the option's own function reads as True and False: ``bool``
reads every text except the empty text as True. A value that is not JSON is left out.

argparse, and the libraries that are built on it (simple-parsing, HfArgumentParser, jsonargparse,
pydantic-settings), are asked when they print their help. click, typer (which is built on click), optparse,
docopt, tyro, absl, fire (where it calls a function), sacred and Hydra are asked when they begin to parse the
arguments; the process ends then, so nothing of the script runs after it. Hydra and sacred report the keys of
the configuration as ``names``, and Hydra its groups with ``group``. Other libraries report nothing. Needs the
standard library of any Python from 3.8 on. All of it is one file, because it is one argument of the
interpreter.
"""

import argparse
import enum
import functools
import importlib.machinery
import inspect
import json
import math
import os
import pathlib
import re
import runpy
import sys
import typing

MAX_OPTIONS = 300
MAX_CHOICES = 100
MAX_VALUES = 1000
LONGEST = 2000
"""Characters of the longest text that is reported."""

MAX_BYTES = 160 * 1024
"""Bytes of the line, so that it is never cut off."""


ARGPARSE_ACTIONS = {
    "_StoreTrueAction": "flag",
    "_StoreFalseAction": "flag",
    "_StoreConstAction": "flag",
    "_AppendConstAction": "flag",
    "_CountAction": "count",
    "BooleanOptionalAction": "switch",
    "_SubParsersAction": "commands",
    "_HelpAction": "none",
    "_VersionAction": "none",
    "_ActionPrintConfig": "none",
}

COPIES = ("tyro", "jsonargparse")
"""Packages with actions of their own, or with a copy of argparse."""

CLICK_TYPES = {"integer": "int", "integer range": "int", "float": "float", "float range": "float", "boolean": "bool"}


def plain(value, by_value=False):
    """``value`` as JSON has it; ``None`` if it cannot be written on a command line."""
    if isinstance(value, enum.Enum):
        inner = value.value
        value = inner if by_value or isinstance(value, str) else value.name
    if hasattr(value, "item") and not isinstance(value, (bool, int, float, str)) and getattr(value, "ndim", 1) == 0:
        value = value.item()  # a number of numpy
    if isinstance(value, pathlib.PurePath):
        value = str(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value) if abs(int(value)) < 10**300 else None
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return str.__str__(value) if len(value) <= LONGEST else None
    return None


def plain_list(values, most, by_value=False):
    """The values as JSON has them; ``None`` if one of them cannot be written, or there are too many."""
    listed = []
    for value in values:
        item = plain(value, by_value)
        if item is None or len(listed) == most:
            return None
        listed.append(item)
    return listed


def plain_default(value, by_value=False):
    if value is argparse.SUPPRESS:
        return None
    if isinstance(value, (list, tuple, set, frozenset)):
        return plain_list(value, MAX_VALUES, by_value)
    return plain(value, by_value)


TRUE_TEXTS = ("true", "True", "1", "yes", "on", "y", "t")
FALSE_TEXTS = ("false", "False", "0", "no", "off", "n", "f")


def reads(convert, text, wanted, kinds):
    """Whether ``convert`` turns ``text`` into the boolean ``wanted``."""
    try:
        value = convert(text)
    except (Exception, SystemExit):
        return False
    return isinstance(value, kinds) and value == wanted


def true_and_false(convert, default, const):
    """The texts that an option's function reads as True and False; ``(None, None)`` if it reads no booleans."""
    if not callable(convert) or convert in (int, float, str):
        return None, None
    name = str(getattr(convert, "__name__", "")).lower()
    text = default.lower() if isinstance(default, str) else ""
    boolean = isinstance(default, bool) or isinstance(const, bool) or text in ("true", "false", "yes", "no")
    # Classes and other functions are not called: argparse.FileType would write a file.
    is_function = not isinstance(convert, (type, argparse.FileType)) or convert is bool
    if not is_function or not (boolean or "bool" in name or name == "<lambda>"):
        return None, None
    kinds = (bool, int) if boolean or "bool" in name else bool  # distutils.util.strtobool answers 1 and 0
    for yes, no in zip(TRUE_TEXTS, FALSE_TEXTS):
        if reads(convert, yes, True, kinds) and reads(convert, no, False, kinds):
            return yes, no
    yes = next((each for each in TRUE_TEXTS if reads(convert, each, True, kinds)), None)
    no = next((each for each in FALSE_TEXTS + ("",) if reads(convert, each, False, kinds)), None)
    return (None, None) if yes is None or no is None else (yes, no)


def paragraph(text):
    """The first paragraph of a text; ``None`` if there is none."""
    return text.split("\f")[0].strip().split("\n\n")[0][:LONGEST] if isinstance(text, str) else None


class Report:
    """Writes the line that FLSys reads to the standard output that the process began with."""

    def __init__(self, mark):
        self.mark = mark
        self.output = os.dup(1)

    def write(self, library, description, parameters, convert, strict=False, abbreviations=False, **more):
        whole = strict and len(parameters) <= MAX_OPTIONS
        options = []
        for parameter in parameters[:MAX_OPTIONS]:
            try:
                option = {"off": None, "offs": [], "plain": False, "stores": False, "nargs": None}
                option.update(repeated=False, const=None, true=None, false=None)
                option.update(convert(parameter))
                options.append(option)
                # A parameter of argparse that takes all remaining arguments.
                whole = whole and str(option["nargs"]) not in (argparse.PARSER, argparse.REMAINDER)
            except Exception:
                whole = False  # a parameter that behaves oddly; the others are reported
        text = None
        while text is None or len(text) > MAX_BYTES:
            if text is not None:
                options.pop()
                whole = False
            report = dict(more, library=library, description=description, options=options)
            text = json.dumps(dict(report, strict=whole, abbreviations=abbreviations), allow_nan=False)
        sys.stdout.flush()
        line = ("\n" + self.mark + text + "\n").encode("ascii")
        while line:
            line = line[os.write(self.output, line) :]

    def write_and_exit(self, *parts, **more):
        """Ends the process in a way that no script can catch: it must not train."""
        try:
            self.write(*parts, **more)
        finally:
            os._exit(0)


class Argparse:
    """Reports a parser of argparse when it prints its help, and whether it parses all arguments of the script."""

    def __init__(self, report):
        self.report = report
        self.arguments = None
        self.parsing = []
        self.partly = False
        self.reported = []
        self.commands = 0

    def watch(self):
        """Wraps the functions of argparse that parse arguments and print help."""
        parser = argparse.ArgumentParser
        parse_args = parser.parse_args
        parse_known_args = parser.parse_known_args
        print_help = parser.print_help
        show_help = argparse._HelpAction.__call__
        call_command = argparse._SubParsersAction.__call__

        def watched_args(this, args=None, namespace=None):
            given = sys.argv[1:] if args is None else list(args)
            self.parsing.append(given == self.arguments and self.is_plain(this))
            try:
                return parse_args(this, args, namespace)
            finally:
                self.parsing.pop()

        def watched_known_args(this, args=None, namespace=None):
            if not self.parsing:
                self.partly = True
            return parse_known_args(this, args, namespace)

        def watched_print_help(this, *args, **kwargs):
            self.write(this)
            return print_help(this, *args, **kwargs)

        def watched_show_help(this, parser, *args, **kwargs):
            self.write(parser)  # a subclass may print its help in a way of its own
            return show_help(this, parser, *args, **kwargs)

        def watched_command(this, *args, **kwargs):
            self.commands += 1
            try:
                return call_command(this, *args, **kwargs)
            finally:
                self.commands -= 1

        argparse._SubParsersAction.__call__ = watched_command
        parser.parse_args = watched_args
        parser.parse_known_args = watched_known_args
        parser.print_help = watched_print_help
        argparse._HelpAction.__call__ = watched_show_help
        self.error = parser.error
        self.known = watched_known_args

    def is_plain(self, parser):
        """Whether a parser of a subclass refuses the same options as the library's own."""
        return type(parser).error is self.error and type(parser).parse_known_args is self.known

    def write(self, parser):
        # Before the help, so that a help that is too long or cannot be formatted does not lose the report.
        if parser in self.reported:
            return
        self.reported.append(parser)
        description = parser.description
        if isinstance(description, str):
            description = description.replace("%(prog)s", str(parser.prog))[:LONGEST]
        else:
            description = None
        strict = bool(self.parsing) and all(self.parsing) and not self.partly
        abbreviations = bool(getattr(parser, "allow_abbrev", True))
        try:
            self.report.write(
                "argparse",
                description,
                parser._actions,
                lambda each: self.option(parser, each),
                strict,
                abbreviations,
                commands=self.commands,
            )
        except Exception:
            pass  # the script answers --help all the same

    @staticmethod
    def classes(action):
        """The classes of an action, but not those of the script."""
        modules = [(each, each.__module__.split(".")) for each in type(action).__mro__]
        return [
            each.__name__ for each, names in modules if names[-1] in ("argparse", "_argparse") or names[0] in COPIES
        ]

    @staticmethod
    def kind(parser, action):
        """The type of an option's values; ``"?"`` if it has no name."""
        if action.type is not None:
            return str(getattr(action.type, "__name__", "?"))
        hint = getattr(action, "_typehint", None)  # jsonargparse
        if hint in (int, float, bool, str):
            return hint.__name__
        if type(parser).__module__.split(".")[0] in ("tyro", "pydantic_settings"):
            word = re.fullmatch(r"\[?(int|float|bool|str)\b.*", str(action.metavar).lower())
            return word.group(1) if word else "str"
        return None

    @staticmethod
    def shown_default(text, kind, several):
        """The default value that a help text ends with, as ``(default: 3)``; ``None`` if it has none."""
        found = re.search(r"\(default: ([^()]*)\)$", text or "")
        if found is None or found.group(1) in ("None", "null", ""):
            return None
        convert = {"int": int, "float": float, "bool": lambda word: word == "True"}.get(kind, str)
        try:
            values = [convert(word) for word in (found.group(1).split() if several else [found.group(1)])]
        except ValueError:
            return None
        return values if several else values[0]

    def option(self, parser, action):
        classes = self.classes(action)
        by_value = isinstance(action.type, type) and issubclass(action.type, enum.Enum)
        names = [str(each) for each in action.option_strings]
        # Given values are added to the default values. If these were sent as well, they would occur twice.
        repeated = classes[:1] in (["_AppendAction"], ["_ExtendAction"])
        kind = self.kind(parser, action)
        text = self.help(parser, action)
        default = None if repeated else plain_default(action.default, by_value)
        yes, no = true_and_false(action.type, action.default, action.const)
        if action.type is None and kind == "bool":
            yes, no = "true", "false"
        if action.type is None and kind and default is None:
            default = self.shown_default(text, kind, str(action.nargs) in "*+")
        offs = [each for each in names if each.startswith("--no-")]
        return {
            "action": ARGPARSE_ACTIONS.get(classes[0] if classes else "", "value"),
            "names": names,
            "off": next(iter(offs), None),
            "offs": offs,
            "dest": str(action.dest),
            "metavar": action.metavar if isinstance(action.metavar, str) else None,
            "true": yes,
            "false": no,
            "type": kind,
            "plain": action.type in (None, str, int, float) and type(action).__module__ == "argparse",
            "stores": type(action) is argparse._StoreAction,
            "nargs": action.nargs if isinstance(action.nargs, (int, str)) else None,
            "repeated": repeated,
            "const": plain(action.const),
            "default": default,
            "choices": self.choices(action, by_value),
            "required": bool(action.required),
            "hidden": action.help is argparse.SUPPRESS,
            "help": text,
        }

    @staticmethod
    def choices(action, by_value):
        choices = action.type if action.choices is None and by_value else action.choices
        # An iterator would be used up, and the help text, which is made after this, would lack the choices.
        if choices is None or hasattr(choices, "__next__"):
            return None
        return plain_list(choices, MAX_CHOICES, by_value)

    @staticmethod
    def help(parser, action):
        text = action.help
        if text is None or text is argparse.SUPPRESS:
            return None
        try:
            # The plain formatter: that of the parser may add the default, which is reported anyway.
            text = argparse.HelpFormatter(prog=parser.prog)._expand_help(action)
        except Exception:
            text = str(text)
        return text.replace("<__TEMP__>", "")[:LONGEST]  # a mark of simple-parsing


class Tyro:
    """Reports the parser of tyro, which parses without argparse, when it begins to parse."""

    def __init__(self, report, parser):
        self.report = report
        self.parser = parser

    def watch(self, module):
        main = module.cli
        get_parser = getattr(module, "get_parser", None)

        def watched(target, *args, **kwargs):
            if get_parser is not None and kwargs.get("args") is None and not kwargs.get("return_unknown_args"):
                known = inspect.signature(get_parser).parameters
                try:
                    parser = get_parser(target, **{key: each for key, each in kwargs.items() if key in known})
                except Exception:
                    return main(target, *args, **kwargs)  # the help text has the spelling
                depth = 0
                for word in sys.argv[1:]:
                    commands = next((each.choices for each in parser._actions if hasattr(each, "add_parser")), {})
                    if word in commands:
                        parser, depth = commands[word], depth + 1
                description = paragraph(parser.description)
                strict = not any(hasattr(each, "add_parser") for each in parser._actions)
                convert = functools.partial(self.parser.option, parser)
                self.report.write_and_exit("tyro", description, parser._actions, convert, strict, commands=depth)
            return main(target, *args, **kwargs)

        module.cli = watched


class Optparse:
    """Reports a parser of optparse when it begins to parse the arguments of the script."""

    ACTIONS = {"store": "value", "append": "value", "callback": "value", "count": "count"}

    def __init__(self, report):
        self.report = report

    def watch(self, optparse):
        main = optparse.OptionParser.parse_args
        error = optparse.OptionParser.error

        def watched(this, args=None, values=None):
            if args is None or list(args) == sys.argv[1:]:
                defaults = this.get_default_values()
                convert = functools.partial(self.option, defaults)
                strict = type(this).error is error
                description = paragraph(this.get_description())
                self.report.write_and_exit("optparse", description, this._get_all_options(), convert, strict, True)
            return main(this, args, values)

        optparse.OptionParser.parse_args = watched

    def option(self, defaults, option):
        action = self.ACTIONS.get(option.action, "none" if option.action in ("help", "version") else "flag")
        flag = action == "flag" or (option.action == "callback" and option.type is None)
        default = plain_default(getattr(defaults, option.dest, None) if option.dest else None)
        help_text = option.help if isinstance(option.help, str) and "SUPPRESSHELP" not in option.help else None
        return {
            "action": "flag" if flag else action,
            "names": option._short_opts + option._long_opts,
            "dest": str(option.dest or ""),
            "type": {"long": "int", "string": "str", "choice": "str"}.get(option.type, option.type),
            "plain": option.type in ("string", "choice", "int", "float"),
            "stores": option.action == "store",
            "nargs": option.nargs if (option.nargs or 1) > 1 else None,
            "repeated": option.action == "append",
            "const": {"store_true": True, "store_false": False}.get(option.action, plain(option.const)),
            "default": None if option.action == "append" else default,
            "choices": plain_list(option.choices, MAX_CHOICES) if option.choices else None,
            "required": False,
            "hidden": option.help is not None and help_text is None,
            "help": paragraph((help_text or "").replace("%default", str(default))),
        }


class Docopt:
    """Reports the options of a usage text of docopt when it has been read."""

    def __init__(self, report):
        self.report = report

    def watch(self, docopt):
        main = docopt.docopt
        parse_pattern = docopt.parse_pattern
        own = []

        def watched(doc, argv=None, *args, **kwargs):
            own.append(argv is None)
            try:
                return main(doc, argv, *args, **kwargs)
            finally:
                own.pop()

        def watched_pattern(source, options):
            pattern = parse_pattern(source, options)
            if own and own[-1]:
                words = {each.name for each in pattern.flat(docopt.Command)}
                given = [word for word in sys.argv[1:] if word in words]
                # Which of several usages is meant depends on the words that are given.
                plain_usage = not words and not pattern.flat(docopt.Either)
                parameters = list(options) + (pattern.flat(docopt.Argument) if plain_usage else [])
                parameters += [sorted(words)] if words and not given else []
                several = self.inside(pattern, docopt.OneOrMore)
                optional = self.inside(pattern, getattr(docopt, "NotRequired", None) or docopt.Optional)
                convert = functools.partial(self.option, several, optional)
                description = paragraph(re.split("(?i)usage:", sys.modules["__main__"].__doc__ or "")[0])
                self.report.write_and_exit("docopt", description, parameters, convert, True, commands=len(given))
            return pattern

        docopt.docopt = watched
        docopt.parse_pattern = watched_pattern

    @staticmethod
    def inside(pattern, kind):
        """The parameters in groups of a kind."""
        return [id(each) for group in pattern.flat(kind) for each in group.flat()]

    @staticmethod
    def option(several, optional, option):
        if isinstance(option, list):
            return {"action": "commands", "names": [], "choices": option}
        names = [getattr(option, "short", None), getattr(option, "longer", None) or getattr(option, "long", None)]
        names = [each for each in names if each]
        flag = bool(names) and not option.argcount
        default = None if flag or isinstance(option.value, list) else plain(option.value)
        if isinstance(default, str) and re.fullmatch(r"-?\d{1,15}|-?\d+\.\d+(e-?\d+)?", default):
            default = json.loads(default) if not re.match("-?0\\d", default) else default
        return {
            "action": "none" if {"--help", "--version"} & set(names) else "flag" if flag else "value",
            "names": names,
            "dest": option.name.strip("-<>").replace("-", "_").lower(),
            "type": None,
            "stores": not flag,
            "nargs": "*" if not names and id(option) in several else None,
            "const": True if flag else None,
            "default": default,
            "choices": None,
            "required": not names and id(option) not in optional,
            "hidden": False,
            "help": None,
        }


class Sacred:
    """Reports the configuration of an experiment of sacred instead of running it."""

    def __init__(self, report):
        self.report = report

    def watch(self, module):
        main = module.Experiment.run_commandline

        def watched(this, argv=None):
            if argv is None:
                try:
                    config = this._create_run(this.default_command or "print_config").config
                except Exception:
                    return main(this, argv)
                self.report.write_and_exit("sacred", None, list(self.keys(config, "")), lambda each: each, True)
            return main(this, argv)

        module.Experiment.run_commandline = watched

    def keys(self, config, prefix):
        for key, value in config.items():
            name = prefix + str(key)
            if isinstance(value, dict) and value:
                yield from self.keys(value, name + ".")
            elif isinstance(value, (list, tuple)):
                values = plain_list(value, MAX_VALUES)
                kind = type(values[0]).__name__ if values else None
                yield Hydra.option(name, kind, values, repeated=True, hidden=values is None)
            else:
                # sacred draws a seed for each run.
                shown = None if name == "seed" else plain(value)
                kind = None if value is None else type(value).__name__
                yield Hydra.option(name, kind, shown, hidden=value is not None and plain(value) is None)


class Click:
    """Reports a command of click or typer when it begins to parse, instead of parsing."""

    def __init__(self, report):
        self.report = report

    def watch(self, core):
        """Replaces the function that every command of this ``click.core`` begins with."""
        base = vars(core).get("BaseCommand", core.Command)  # the name until click 8.1
        make_context = base.make_context

        def watched(this, info_name, args, parent=None, **extra):
            if parent is None and not extra.get("resilient_parsing"):
                command, depth = self.chosen(core, this, [word for word in args if word != "--help"])
                subs = [self.commands(core, command)] if hasattr(command, "list_commands") else []
                settings = dict(getattr(command, "context_settings", None) or {})
                lenient = any(
                    settings.get(name, getattr(command, name, False))
                    for name in ("allow_extra_args", "ignore_unknown_options")
                )
                parameters = list(command.params) + subs
                strict = not (subs or lenient)
                description = paragraph(command.help)
                self.report.write_and_exit("click", description, parameters, self.option, strict, commands=depth)
            return make_context(this, info_name, args, parent, **extra)

        base.make_context = watched

    @staticmethod
    def chosen(core, command, words):
        """The sub-command that the words name, and how many name it; the command itself if they name none."""
        context = None
        depth = 0
        while hasattr(command, "list_commands"):
            context = core.Context(command, parent=context)
            for at, word in enumerate(words):
                found = None if word.startswith("-") else command.get_command(context, word)
                if found is not None:
                    command, words, depth = found, words[at + 1 :], depth + 1
                    break
            else:
                break
        return command, depth

    @staticmethod
    def commands(core, group):
        context = core.Context(group)
        return [name for name in group.list_commands(context) if not group.get_command(context, name).hidden]

    def option(self, parameter):
        if isinstance(parameter, list):
            return {"action": "commands", "names": [], "choices": parameter}
        name, choices, by_value = self.type(parameter)
        is_option = parameter.opts[0].startswith("-")
        offs = list(parameter.secondary_opts)
        off = next((each for each in offs if each.startswith("--")), next(iter(offs), None))
        action = "value"
        if is_option and not parameter.expose_value and parameter.is_eager:
            action = "none"  # --version, --install-completion
        elif getattr(parameter, "count", False):
            action = "count"
        elif getattr(parameter, "is_flag", False):
            action = "switch" if off else "flag"
        default = self.default(parameter.default, by_value)
        if action == "value" and name == "bool":
            choices = ["true", "false"]
            default = str(default).lower() if isinstance(default, bool) else default
        boolean = action == "value" and name == "bool"
        constant = getattr(parameter, "flag_value", None)
        if action == "switch" and not isinstance(default, bool):
            default = False if default is None else default
        return {
            "action": action,
            "names": parameter.opts + offs if is_option else [],
            "off": off,
            "offs": offs,
            "dest": str(parameter.name),
            "metavar": parameter.metavar if isinstance(parameter.metavar, str) else None,
            "true": "true" if boolean else None,
            "false": "false" if boolean else None,
            "plain": not choices or self.is_exact(parameter),
            "stores": action == "value",
            "type": "str" if name == "bool" else name,
            "nargs": parameter.nargs if parameter.nargs > 1 else "*" if parameter.nargs < 0 else None,
            "repeated": bool(getattr(parameter, "multiple", False)),
            "const": constant if isinstance(constant, bool) else True,
            "default": default,
            "choices": choices,
            # An option that asks for its value at a terminal cannot do so here.
            "required": bool(
                parameter.required
                or (getattr(parameter, "prompt", None) and getattr(parameter, "prompt_required", True))
            ),
            "hidden": bool(getattr(parameter, "hidden", False)),
            "help": paragraph(getattr(parameter, "help", None)),
        }

    def type(self, parameter):
        """The name of the type of one value, its choices, and whether members of an enum go by their values."""
        by_value = type(parameter).__module__.startswith("typer")
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is None:
            kind = parameter.type
            kinds = {each.name for each in getattr(kind, "types", [kind])}
            choices = getattr(kind, "choices", None)
            name = CLICK_TYPES.get(kinds.pop(), "str") if len(kinds) == 1 else "str"
        else:  # typer that converts values itself, seen in 0.29
            kinds = set(typing.get_args(descriptor.annotation)) or {descriptor.annotation}
            choices = descriptor.choices
            kind = kinds.pop() if len(kinds) == 1 else str
            name = kind.__name__ if kind in (int, float, bool) else "str"
        if choices is not None:
            choices = plain_list([self.word(each, by_value) for each in choices], MAX_CHOICES)
        return name, choices, by_value

    @staticmethod
    def is_exact(parameter):
        """Whether a value has to be one of the choices letter by letter."""
        return bool(getattr(getattr(parameter, "type", None), "case_sensitive", False))

    @staticmethod
    def word(value, by_value):
        return (value.value if by_value else value.name) if isinstance(value, enum.Enum) else value

    def default(self, value, by_value):
        if isinstance(value, enum.Enum) and "click" in type(value).__module__:
            return None  # click's sign for "there is none"
        if isinstance(value, (list, tuple)):
            return plain_list([self.word(each, by_value) for each in value], MAX_VALUES)
        return plain(self.word(value, by_value))


class Absl:
    """Reports the flags of a program of absl when it begins to run, instead of running it."""

    def __init__(self, report):
        self.report = report

    def watch(self, app):
        def watched(*_args, flags_parser=None, **_kwargs):
            flags = app.flags.FLAGS.flags_by_module_dict()
            own = {flag.name for module, defined in flags.items() if self.is_own(module) for flag in defined}
            every = {flag.name: flag for defined in flags.values() for flag in defined}
            ordered = sorted(every.values(), key=lambda flag: flag.name not in own)
            description = paragraph(sys.modules["__main__"].__doc__)

            def convert(flag):
                return dict(self.option(app.flags, flag), hidden=flag.name not in own)

            self.report.write_and_exit("absl", description, ordered, convert, flags_parser is None)

        app.run = watched

    @staticmethod
    def is_own(module):
        """Whether a module is the script or a file of the project, not of an installed package."""
        file = getattr(sys.modules.get(module), "__file__", None) or module
        return not module.startswith("absl.") and "-packages" + os.sep not in file

    @staticmethod
    def option(flags, flag):
        parser = flag.parser
        default = flag.default
        if isinstance(parser, flags.ListParser) and isinstance(default, list):
            default = ",".join(str(each) for each in default)
        if isinstance(default, enum.Enum):
            default = default.name.lower()
        kinds = {flags.IntegerParser: "int", flags.FloatParser: "float"}
        choices = getattr(parser, "enum_values", None) or getattr(parser, "member_names", None)
        needs = "must have a value other than None"
        off = "--no" + flag.name if flag.boolean else None
        names = ["--" + flag.name, off, "-" + flag.short_name if flag.short_name else None]
        return {
            "action": "switch" if flag.boolean else "value",
            "names": [each for each in names if each],
            "off": off,
            "offs": [off] if off else [],
            "dest": flag.name,
            "stores": not flag.boolean,
            "type": next((name for kind, name in kinds.items() if isinstance(parser, kind)), "str"),
            "repeated": isinstance(flag, flags.MultiFlag),
            "default": plain_default(default),
            "choices": None if choices is None else plain_list(choices, MAX_CHOICES),
            "required": flag.default is None and any(needs in str(each.message) for each in flag.validators),
            "hidden": False,
            # Without the choices and the sentence that absl adds.
            "help": paragraph(re.sub(r"^<[^<>]+>: |;\n +repeat this option.*", "", flag.help or "")),
        }


class Fire:
    """Reports the parameters of a function that fire would call, instead of calling it."""

    def __init__(self, report):
        self.report = report

    def watch(self, fire):
        main = fire.Fire

        def watched(component=None, command=None, *args, **kwargs):
            words = [word for word in sys.argv[1:] if word != "--help"]
            depth = 0
            if isinstance(component, dict) and words and inspect.isfunction(component.get(words[0])):
                component, words, depth = component[words[0]], words[1:], 1
            given = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
            if command is None and inspect.isfunction(component):
                parameters = list(inspect.signature(component).parameters.values())[given:]
                strict = not any(each.kind == each.VAR_KEYWORD for each in parameters)
                named = [each for each in parameters if each.kind != each.VAR_KEYWORD]
                description = paragraph(inspect.getdoc(component))
                self.report.write_and_exit("fire", description, named, self.option, strict, commands=depth + given)
            return main(component, command, *args, **kwargs)

        fire.Fire = watched

    @staticmethod
    def option(parameter):
        needed = parameter.default is parameter.empty
        default = None if needed else plain_default(parameter.default)
        kind = type(default).__name__ if default is not None else getattr(parameter.annotation, "__name__", None)
        several = parameter.kind == parameter.VAR_POSITIONAL
        boolean = kind == "bool"
        return {
            "action": "value",
            "names": [] if several else ["--" + parameter.name],
            "dest": parameter.name,
            "type": None if kind in ("list", "_empty") else kind,
            "stores": True,
            "nargs": "*" if several else None,
            # fire reads values as literals of Python.
            "true": "True" if boolean else None,
            "false": "False" if boolean else None,
            "default": None if isinstance(default, list) else default,
            "choices": None,
            "required": needed and not several,
            "hidden": False,
            "help": None,
        }


class Hydra:
    """Reports the composed configuration of a program of Hydra instead of running it."""

    def __init__(self, report):
        self.report = report

    def watch(self, hydra):
        """Replaces the decorator of ``hydra``, so that a program that would ignore ``--help`` does not run either."""
        main = hydra.main

        def watched(*args, **kwargs):
            names = dict(zip(("config_path", "config_name"), args), **kwargs)

            def decorate(task):
                def program(given=None):
                    if given is not None:
                        return task(given)
                    try:
                        if "hydra._internal" in sys.modules:
                            main(*args, **kwargs)(task)()
                    finally:
                        # The package is no real Hydra, or the configuration cannot be composed.
                        folder = os.path.dirname(os.path.abspath(task.__code__.co_filename))
                        folder = os.path.join(folder, str(names.get("config_path") or "."))
                        files = {"config_folder": folder, "config_name": names.get("config_name")}
                        self.report.write_and_exit("hydra", None, [], None, **files)

                return program

            return decorate

        hydra.main = watched

    def watch_help(self, module):
        """Replaces the help of Hydra, which is asked for once the search path of the configuration is known."""

        def watched(this, config_name, args_parser, args, *_args, **_kwargs):
            loader = this.config_loader
            words = list(args.overrides)
            try:
                mode = getattr(sys.modules.get("hydra.types"), "RunMode", None)
                config = this.compose_config(config_name, words, run_mode=mode.RUN, with_log_configuration=False)
            except TypeError:  # Hydra 1.0
                config = this.compose_config(config_name, words)
            parameters = self.groups(loader, config) + list(self.keys(config))
            self.report.write_and_exit("hydra", None, parameters, lambda each: each, True)

        module.Hydra.app_help = watched

    @staticmethod
    def groups(loader, config):
        """The groups of the defaults list, with the files that may be chosen."""
        groups = []
        for group, chosen in dict(config.hydra.runtime.choices).items():
            path = group.split("@")[0]
            if path.split("/")[0] != "hydra":
                options = [str(each) for each in loader.get_group_options(path)]
                chosen = chosen if isinstance(chosen, str) and chosen in options else None
                groups.append(
                    Hydra.option(group, "str", chosen, group=True, choices=plain_list(options, MAX_CHOICES) or None)
                )
        return groups

    @staticmethod
    def keys(config):
        from omegaconf import OmegaConf

        def walk(node, prefix):
            for key in node:
                name = prefix + str(key)
                if not prefix and key == "hydra":
                    continue
                missing = OmegaConf.is_missing(node, key)
                try:
                    value = None if missing else node[key]
                except Exception:
                    value = None  # an interpolation that needs a value that does not exist yet
                if OmegaConf.is_dict(value):
                    if not value:
                        yield Hydra.option(name, "dict", None, hidden=True)
                    yield from walk(value, name + ".")
                elif OmegaConf.is_list(value):
                    values = plain_list(list(value), MAX_VALUES)
                    one = values[0] if values else None
                    kind = None if one is None else type(one).__name__
                    yield Hydra.option(name, kind, values, repeated=True, hidden=values is None)
                else:
                    value = plain(value)
                    kind = Hydra.declared(node, key) if value is None else type(value).__name__
                    yield Hydra.option(name, kind, value, required=missing)

        return walk(config, "")

    @staticmethod
    def declared(node, key):
        """The type that a structured configuration declares for a key without a value."""
        try:
            kind = node._get_node(key)._metadata.ref_type
        except Exception:
            return None
        return kind.__name__ if kind in (int, float, bool, str) else None

    @staticmethod
    def option(name, kind, default, **more):
        option = {"action": "value", "names": [name], "dest": name, "type": kind, "default": default}
        option.update({"choices": None, "required": False, "hidden": False, "help": None, "group": False})
        option.update(more)
        return option


class AfterImport:
    """Runs a function on a module once it is imported: the script decides when, and whether."""

    def __init__(self, functions):
        self.functions = functions

    def find_spec(self, name, path=None, target=None):
        function = self.functions.get(name)
        spec = None if function is None else importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                function(module)

            spec.loader.exec_module = exec_module
        return spec


def run(words, parsing):
    isolated = sys.flags.isolated or getattr(sys.flags, "safe_path", False)
    if words[0] == "-m":
        sys.argv = words[1:]
        parsing.arguments = words[2:]
        if not isolated:
            sys.path[0] = os.getcwd()
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(words)
        parsing.arguments = words[1:]
        if not isolated:
            sys.path[0] = os.path.dirname(os.path.realpath(words[0]))
        runpy.run_path(os.path.abspath(words[0]), run_name="__main__")


if __name__ == "__main__":
    report = Report(sys.argv[1])
    click = Click(report)
    hydra = Hydra(report)
    parser = Argparse(report)
    after_import = {
        "tyro._cli": Tyro(report, parser).watch,
        "optparse": Optparse(report).watch,
        "docopt": Docopt(report).watch,
        "sacred.experiment": Sacred(report).watch,
        "click.core": click.watch,
        "typer._click.core": click.watch,
        "absl.app": Absl(report).watch,
        "fire": Fire(report).watch,
        "hydra": hydra.watch,
        "hydra._internal.hydra": hydra.watch_help,
    }
    sys.meta_path.insert(0, AfterImport(after_import))
    parser.watch()
    run(sys.argv[2:], parser)
