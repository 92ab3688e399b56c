"""Runs a start script with ``--help`` and tells what its argparse parser knows of the options.

    python [options of Python] -c SOURCE MARK SCRIPT [arguments] --help
    python -c SOURCE MARK -m MODULE [arguments] --help

FLSys passes this text as ``SOURCE``. The script runs as it would without this: as ``__main__``, with
its own arguments and its own folder (of a module: the working directory) first on ``sys.path``. When
it prints the help of an ``argparse.ArgumentParser``, a line comes before it: ``MARK``, a random text
that no script can guess, and JSON of the parser::

    {"description": "...", "actions": [{"class": "_StoreAction", "options": ["--rounds"],
     "dest": "rounds", "type": "int", "plain": true, "nargs": null, "const": true, "default": 3,
     "choices": null, "required": false, "help": "..."}], "strict": true, "abbreviations": true}

``strict`` is true if the parser refuses every option that is not in the list: it parses all arguments of
the script by ``parse_args``, and nothing before it has parsed some of them. ``plain`` is true if values
become what ``type`` says by Python's own ``int``, ``float`` or ``str``, and choices are compared with that.

Before it, so that no help is so long that it cuts the line off, and none that cannot be formatted
loses it. What is not JSON is left out. Parsers of other libraries change nothing. Needs the standard
library of any Python 3.
"""

import argparse
import enum
import json
import math
import os
import pathlib
import runpy
import sys

MOST_ACTIONS = 300
MOST_CHOICES = 100
MOST_VALUES = 1000
LONGEST = 2000
"""Characters of a text."""

MOST_BYTES = 160 * 1024
"""Of the line, so that it is never cut off."""


def plain(value, by_value=False):
    """``value`` as JSON has it; ``None`` if it is nothing that could be written on a command line."""
    if isinstance(value, enum.Enum):
        inner = value.value
        value = inner if by_value or isinstance(value, str) else value.name
    if hasattr(value, "item") and not isinstance(value, (bool, int, float, str)) and getattr(value, "ndim", 1) == 0:
        value = value.item()  # a number of numpy's
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


def default_of(action, by_value):
    value = action.default
    if value is argparse.SUPPRESS:
        return None
    if isinstance(value, (list, tuple, set, frozenset)) and len(value) <= MOST_VALUES:
        values = [plain(each, by_value) for each in value]
        return None if None in values else values
    return plain(value, by_value)


def choices_of(action, by_value):
    choices = action.choices
    if choices is None and by_value:
        choices = action.type
    # An iterator would be used up, and the help that comes next would not have it.
    if choices is None or hasattr(choices, "__next__"):
        return None
    told = []
    for choice in choices:
        value = plain(choice, by_value)
        if value is None or len(told) == MOST_CHOICES:
            return None
        told.append(value)
    return told


def help_of(parser, action):
    text = action.help
    if text is None or text is argparse.SUPPRESS:
        return None
    try:
        # The plain formatter: that of the parser may add the default, which is told anyway.
        text = argparse.HelpFormatter(prog=parser.prog)._expand_help(action)
    except Exception:
        text = str(text)
    return text[:LONGEST]


def told_of(parser, action):
    ours = [each for each in type(action).__mro__ if each.__module__ == "argparse"]
    by_value = isinstance(action.type, type) and issubclass(action.type, enum.Enum)
    return {
        "class": ours[0].__name__ if ours else "",
        "options": [str(each) for each in action.option_strings],
        "dest": str(action.metavar if not action.option_strings and action.metavar else action.dest),
        "type": None if action.type is None else str(getattr(action.type, "__name__", "?")),
        "plain": action.type in (None, str, int, float) and type(action).__module__ == "argparse",
        "nargs": action.nargs if isinstance(action.nargs, (int, str)) else None,
        "const": plain(action.const),
        "default": default_of(action, by_value),
        "choices": choices_of(action, by_value),
        "required": bool(action.required),
        "hidden": action.help is argparse.SUPPRESS,
        "help": help_of(parser, action),
    }


def told(parser, strict):
    actions = []
    whole = strict and len(parser._actions) <= MOST_ACTIONS
    for action in parser._actions[:MOST_ACTIONS]:
        try:
            actions.append(told_of(parser, action))
        except Exception:
            whole = False  # an action that behaves oddly; the others are told all the same
        if str(action.nargs) in (argparse.PARSER, argparse.REMAINDER):
            whole = False  # it takes whatever comes
    description = parser.description
    if isinstance(description, str):
        description = description.replace("%(prog)s", str(parser.prog))[:LONGEST]
    else:
        description = None
    while True:
        answer = {
            "description": description,
            "actions": actions,
            "strict": whole,
            "abbreviations": bool(getattr(parser, "allow_abbrev", True)),
        }
        text = json.dumps(answer, allow_nan=False)
        if len(text) <= MOST_BYTES:
            return text
        actions.pop()
        whole = False


class Parsing:
    """Which parsers parse the arguments of the script now, and whether some were parsed before."""

    def __init__(self):
        self.arguments = None
        self.going_on = []
        self.partly = False

    def watch(self):
        """From now on every call of ``parse_args`` and ``parse_known_args`` is noted."""
        parser = argparse.ArgumentParser
        parse_args = parser.parse_args
        parse_known_args = parser.parse_known_args

        def watched_args(this, args=None, namespace=None):
            given = sys.argv[1:] if args is None else list(args)
            self.going_on.append(given == self.arguments and self.is_plain(this))
            try:
                return parse_args(this, args, namespace)
            finally:
                self.going_on.pop()

        def watched_known_args(this, args=None, namespace=None):
            if not self.going_on:
                self.partly = True
            return parse_known_args(this, args, namespace)

        parser.parse_args = watched_args
        parser.parse_known_args = watched_known_args
        self.error = parser.error
        self.known = watched_known_args

    def is_plain(self, parser):
        """Whether a parser of a class of its own refuses what the library's would."""
        return type(parser).error is self.error and type(parser).parse_known_args is self.known

    def is_strict(self):
        return bool(self.going_on) and all(self.going_on) and not self.partly


def listen(mark, parsing):
    """From now on every parser that prints its help is told on standard output as it is now."""
    output = os.dup(1)
    heard = []
    print_help = argparse.ArgumentParser.print_help
    show_help = argparse._HelpAction.__call__

    def tell(parser):
        if parser in heard:
            return
        heard.append(parser)
        try:
            sys.stdout.flush()
            line = ("\n" + mark + told(parser, parsing.is_strict()) + "\n").encode("ascii")
            while line:
                line = line[os.write(output, line) :]
        except Exception:
            pass  # then there is the help text

    def telling_print_help(self, *args, **kwargs):
        tell(self)
        return print_help(self, *args, **kwargs)

    def telling_show_help(self, parser, *args, **kwargs):
        tell(parser)  # a subclass may print its help in a way of its own
        return show_help(self, parser, *args, **kwargs)

    argparse.ArgumentParser.print_help = telling_print_help
    argparse._HelpAction.__call__ = telling_show_help


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
    parsing = Parsing()
    parsing.watch()
    listen(sys.argv[1], parsing)
    run(sys.argv[2:], parsing)
