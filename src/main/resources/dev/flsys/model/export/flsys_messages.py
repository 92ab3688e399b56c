"""Failures of an export and their messages. Part of ``export_model.py``; needs the standard library only."""

from __future__ import annotations

import os
import re
import sys
import traceback

SHOWN = 5
"""The number of names that a message shows of a long list."""

PROJECT = os.devnull
"""The project's folder; set when the request is read."""

MODEL_ID = ""
"""The id of the model; set when the request is read."""


class Failure(Exception):
    """The model or its definition cannot be used; the message is for the user."""

    kind = "model"


class NoTorch(Failure):
    """The interpreter is the cause, not the model."""

    kind = "python"


def listed(names, most):
    names = [str(name) for name in names]
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def toml_lines(*lines):
    """The lines for this model in ``flsys.toml``, in one line of text."""
    return ", ".join(f"`{line}`" for line in ("[[model]]", f'match = "{MODEL_ID}"', *lines))


def in_toml(value):
    """A value as TOML writes it. Entries that are None are left out, because TOML has no null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(in_toml(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {in_toml(each)}" for name, each in value.items() if each is not None) + " }"
    return str(value)


def arguments_line(arguments):
    return f"arguments = {in_toml(arguments)}"


def short(error, most=500):
    """An exception in one line, with the line of the project's code that raised it."""
    if isinstance(error, Failure):
        text = str(error)
    else:
        text = without_internals(str(error))
        text = f"{type(error).__name__}: {text}" if text else f"{type(error).__name__} without a message"
    text = re.sub(r"\s+", " ", text).strip()
    text = text if len(text) <= most else text[: most - 3] + "..."
    place = _place(error)
    return f"{text} ({place})" if place and place not in text else text


def without_internals(text):
    """The message of an exception without C++ stack traces and lists of overloads."""
    text = re.split(
        r"\s*(?:Exception raised from |frame #0|C\+\+ CapturedTraceback|The following argument types are supported)",
        text,
    )[0]
    text = re.sub(r",? but expected one of:.*", "", text, flags=re.DOTALL)
    return text.strip()


def in_project(file):
    """Whether a source file is the project's own code."""
    project = PROJECT + os.sep
    return (
        file.startswith(project)
        and "site-packages" not in file
        and not file.startswith(os.path.join(PROJECT, ".flsys", ""))
    )


def _place(error):
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if in_project(frame.filename):
            return f"{frame.filename[len(PROJECT) + 1 :]}, line {frame.lineno}"
    return None


def install_hint(failed):
    """The remedy for a module that was not found; empty for another failure."""
    return f" Install it in the project's Python.{not_installed()}" if isinstance(failed, ModuleNotFoundError) else ""


def not_installed():
    """The requirements that pip could not install, as a sentence; empty if there are none."""
    try:
        with open(os.path.join(sys.prefix, ".flsys-not-installed"), encoding="utf-8") as file:
            lines = [line for line in file.read().splitlines() if line.strip()]
    except (OSError, ValueError):
        lines = []
    return f" pip could not install these requirements of the project: {listed(lines, SHOWN)}." if lines else ""


class LastWords:
    """Standard output or error of the project's code, and its end."""

    kept = ""
    """The end of the output of all streams together."""

    MOST = 1_000

    def __init__(self, stream):
        self._stream = stream

    def write(self, text):
        LastWords.kept = (LastWords.kept + str(text)[-self.MOST :])[-self.MOST :]
        return self._stream.write(text)

    def __getattr__(self, name):
        return getattr(self._stream, name)


def listen():
    """Keeps the end of the output of the project's code."""
    sys.stdout = LastWords(sys.stdout)
    sys.stderr = LastWords(sys.stderr)


def last_words(most=400):
    """The end of the output of the project's code, as a sentence; empty if it printed nothing."""
    text = re.sub(r"\s+", " ", LastWords.kept).strip()
    if not text:
        return ""
    return " Its last output: " + (text if len(text) <= most else "..." + text[-most:])


def left(what, leaving, when=""):
    """The failure of code that ended its process."""
    return Failure(f"{what} calls sys.exit({leaving.code!r}){when}.{last_words()}")
