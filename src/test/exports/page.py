"""Runs the Python of docs/python.md against the packaged service, and compares what it prints. Argument: an empty folder."""

import ast
import contextlib
import io
import os
import re
import sys
from pathlib import Path

from services import ROOT, Service

PAGE = ROOT / "docs/python.md"
ADDRESS = "localhost:8080"


def blocks():
    """The blocks of the page with the lines at which they begin."""
    text = PAGE.read_text()
    for block in re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield text[: block.start(1)].count("\n") + 1, block.group(1)


def expected(code):
    """The comments behind the calls of print, each of which runs once."""
    lines = [line for line in code.splitlines() if re.match(r" *print\(", line)]
    wrong = [line for line in lines if line.startswith(" ") or "  # " not in line]
    assert not wrong, f"These calls of print are indented, or have no comment: {wrong}"
    return [line.rsplit("  # ", 1)[1] for line in lines]


def agree(printed, wanted):
    pattern = ".*".join(re.escape(part) for part in wanted.split("..."))
    return re.fullmatch(pattern, printed) is not None


def main(folder):
    service = Service(folder)
    os.symlink(ROOT / "flower-project-sample", folder / "flower-project-sample")
    os.chdir(folder)
    service.start()
    names = {"__name__": "page"}
    checked = 0
    try:
        for line, code in blocks():
            addressed = code.replace(ADDRESS, service.address.removeprefix("http://"))
            # Errors have the line of the page.
            tree = ast.increment_lineno(ast.parse(addressed), line - 1)
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(tree, str(PAGE), "exec"), names)
            actual, wanted = printed.getvalue().splitlines(), expected(code)
            equal = len(actual) == len(wanted) and all(map(agree, actual, wanted))
            assert equal, f"{PAGE}:{line} prints {actual}, not {wanted}"
            checked += len(wanted)
    except BaseException:
        print(service.text()[-3000:], file=sys.stderr)
        raise
    finally:
        service.stop()
    assert checked > 10, "The page has too few results"
    print(f"passed  the code of docs/python.md: {checked} results")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
