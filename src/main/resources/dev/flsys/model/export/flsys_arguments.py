"""Makes the network of a class or function, and finds its arguments by the weights. Part of ``export_model.py``.

A parameter that no setting gives is tried with values that occur in the shapes of the weights. Networks for such tries
are on torch's ``meta`` device, where tensors have shapes and no memory. Values are accepted if exactly one combination
fits all keys and shapes. A parameter without a trace in the shapes, such as a stride or a number of heads, is never
guessed.
"""

from __future__ import annotations

import copy
import inspect
import itertools
import math
import re
import time

import flsys_absent
from flsys_definition import compared_texts, keys_read, letters, shorter_and_shorter
from flsys_messages import SHOWN, Failure, arguments_line, in_toml, install_hint, left, listed, short, toml_lines
from flsys_weights import best_fit, load, shapes_of

CLASS_COUNTS = frozenset(
    "numclasses nclasses classes numclass nclass classnum classcount nbclasses numlabels nlabels labels numoutputs "
    "noutputs outputs output outputdim outdim outputsize outsize outfeatures outputfeatures outchannels nout numout ncls "
    "numcls numberofclasses classesnum outputclasses targetsize numtargets".split()
)
"""Names of parameters for the number of classes, in lower case and without underscores."""

CLASSES = re.compile("cl|label")
"""Parts of those names that mean classes only."""

CHANNELS = frozenset(
    "inchannels inchannel inch inchans inputchannels inputchannel numchannels nchannels channels channel imgchannels "
    "imagechannels cin inc nc numinputchannels numinchannels inputch".split()
)
"""Names of parameters for the channels of a picture."""

SIDES = frozenset("imagesize imgsize imsize imgdim imagedim imageside imageresolution inputresolution".split())
"""Names of parameters for the side of a picture in pixels."""

HEIGHT_OR_WIDTH = re.compile(r"(?:in|im|img|input|image|picture)(?:height|width|h|w)|height")
"""Names of parameters for the height and the width of a picture. ``width`` alone is also a number of channels."""

WITHOUT_TRACE = re.compile(
    r".*(dropout|droprate|dropprob|droppath|keepprob).*|dr|lr|learningrate|momentum|weightdecay|seed|verbose|device"
    r"|cid|clientid|criterion|lossfn|loss|logger|epochs?|numepochs|batchsize|pretrained|progress|debug"
)
"""Parameters that take no part in ``eval()`` with loaded weights."""

LISTS = re.compile(r".*(dims|sizes|layers|blocks|filters|widths|units|hiddens|depths|cfg|config|nodes|stages)")
"""Names of parameters that may be lists of numbers."""

MAX_TRIES = 20_000
"""Networks that are made to find the arguments of one class or function."""

MAX_VALUES = 40
"""Values that are tried for one parameter."""

MAX_SECONDS = 25.0
"""Seconds for the search of one class or function."""

MAX_SECONDS_TOGETHER = 75.0
"""Seconds for all searches."""

STARTED = time.monotonic()
"""The time of the start of this process."""

PINNING_TRIES = 4
"""Values of a parameter that are tried to find the sizes of weights that depend on it."""

RESEMBLES = 0.25
"""The score of weights that are likely to be of the same class."""

HOPELESS = 100
"""Tries after which a search ends if no network resembles the weights."""


class Undecided(Failure):
    """Several arguments fit the weights. ``lines`` are the lines for ``flsys.toml``, with an example."""

    def __init__(self, message, lines):
        super().__init__(message)
        self.lines = lines


class Made:
    """A network with its weights."""

    def __init__(self, candidate, model, fitted, arguments):
        self.candidate = candidate
        self.model = model
        self.fitted = fitted
        self.arguments = arguments
        self.saved = False
        """Whether the file of the weights gave arguments: another file may have others."""

    @property
    def class_name(self):
        """The class of the network; the name of a function if the class is not one of the project."""
        cls = type(self.model)
        known = self.candidate.kind != "class" and not str(cls.__module__).startswith("torch")
        return cls.__name__ if known else self.candidate.name

    def __str__(self):
        inner = spelled(self.arguments)
        return self.candidate.name + (f"({inner})" if inner or self.candidate.kind == "function" else "")


class Known:
    """All that is known about the network besides its definition."""

    def __init__(self, model_id, found, labels, side, channels, arguments, classes, torch, saved=None):
        self.model_id = model_id
        self.id_is_value = False
        self.found = found
        self.labels = labels
        self.side = side
        self.channels = (1, 3) if channels == 1 else (3, 1)
        """The numbers of channels that a picture may have, the likely one first."""
        self.arguments = arguments
        self.classes = {each.name: each.target for each in classes}
        self.saved = saved or {}
        self.torch = torch
        self.main = max(found, key=len)
        self.values = [tuple(value.shape) for value in self.main.tensors.values() if hasattr(value, "shape")]

    def id_as_value(self):
        """The id without its endings, as a value of a parameter. Other ids may give another network then."""
        self.id_is_value = True
        return [*shorter_and_shorter(self.model_id)][-1]


def shown(value):
    return getattr(value, "__name__", None) or repr(value)


def spelled(arguments):
    """Arguments as Python writes them."""
    return ", ".join(f"{name}={shown(value)}" for name, value in nested(arguments).items())


# ------------------------------------------------------------------------------------------------ tables


class Table(dict):
    """A table of values that are attributes, too, as in ``argparse.Namespace`` and in configurations of OmegaConf."""

    __slots__ = ()

    def __init__(self, values):
        super().__init__({name: as_table(value) for name, value in values.items()})

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the table of arguments has no {name}") from None

    __setattr__ = dict.__setitem__
    __dict__ = property(lambda self: self)  # for vars()


def as_table(value):
    """The value with a ``Table`` in place of each dict."""
    if isinstance(value, dict):
        return Table(value)
    return [as_table(each) for each in value] if isinstance(value, list) else value


def nested(arguments):
    """The arguments with one table in place of all keys of a parameter, such as ``args.hidden``."""
    whole = {}
    for name, value in arguments.items():
        *tables, last = name.split(".")
        inner = whole
        for each in tables:
            inner = inner.setdefault(each, {})
        inner[last] = value
    return whole


class Key:
    """A value that a class or function reads from a parameter, such as ``args.hidden``. It counts as a parameter."""

    empty = default = annotation = inspect.Parameter.empty

    def __init__(self, name):
        self.name = name


def role(name):
    """The name of a parameter or of a key without its parameter, in letters."""
    return letters(name.rpartition(".")[2])


# ------------------------------------------------------------------------------------------------ parameters


def parameters_of(candidate, known):
    """The parameters that can be given by name; None if a candidate does not show them.

    The keys that a candidate reads from a parameter are in its place, unless the user or the file gives it.
    """
    own = _own_parameters(candidate)
    if own is None:
        return None
    found = []
    for each in own:
        whole = (
            each.default is not each.empty
            or each.name in known.arguments
            or each.name in known.saved
            or _is_class(each)
            or WITHOUT_TRACE.fullmatch(letters(each.name))
        )
        keys = () if whole else keys_read(candidate.target, each.name)
        found += [Key(f"{each.name}.{key}") for key in keys] or [each]
    return found


def _own_parameters(candidate):
    try:
        signature = inspect.signature(candidate.target)
    except (TypeError, ValueError):
        return None
    return [each for each in signature.parameters.values() if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]


def _takes_any(candidate):
    try:
        return any(each.kind == each.VAR_KEYWORD for each in inspect.signature(candidate.target).parameters.values())
    except (TypeError, ValueError):
        return True


def given(candidate, known):
    """The arguments that the user wrote, with classes of the module in place of their names."""
    parameters = _own_parameters(candidate)
    if parameters is not None and not _takes_any(candidate):
        names = [each.name for each in parameters]
        wrong = [name for name in known.arguments if name not in names]
        if wrong:
            raise Failure(
                f"{candidate.name} has no parameter {listed(wrong, SHOWN)}, which arguments names in flsys.toml; "
                + (f"it has {listed(names, 20)}." if names else "it has none.")
            )
    return {
        name: known.classes.get(value, value) if isinstance(value, str) else value
        for name, value in known.arguments.items()
    }


def definite(candidate, known):
    """The sets of arguments to try that need no search, the preferred one first; and the required parameters that they
    lack."""
    fixed = given(candidate, known)
    parameters = parameters_of(candidate, known) or []
    unknown = []
    counts = {}
    # Beside the number of classes, an output is that of another layer.
    named_classes = any(CLASSES.search(role(each.name)) for each in parameters if role(each.name) in CLASS_COUNTS)
    for each in parameters:
        if each.name in fixed:
            continue
        name = role(each.name)
        if name == "pretrained":
            fixed[each.name] = False  # the file has all weights
        elif (
            name in CLASS_COUNTS
            and (not named_classes or CLASSES.search(name))
            and isinstance(each.default, (int, type(each.empty)))
            and each.default is not True
        ):
            if each.default is each.empty:
                fixed[each.name] = known.labels
            elif each.default != known.labels:
                counts[each.name] = known.labels
        elif each.default is each.empty:
            unknown.append(each)
    named = {letters(name) for name in [*fixed, *(each.name for each in parameters)]}
    if _takes_any(candidate) and named.isdisjoint(CLASS_COUNTS):
        counts["num_classes"] = known.labels  # as in functions of torchvision
    sets = [fixed, {**fixed, **counts}] if counts else [fixed]
    if known.labels == 2:
        sets += [
            {**fixed, each.name: 1}
            for each in parameters
            if each.name not in known.arguments and role(each.name) in CLASS_COUNTS and each.default != 1
        ]
    return sets, unknown


def saved_with_weights(candidate, known):
    """All arguments of a class of PyTorch Lightning whose checkpoint has them; None if it lacks one that is required."""
    if not known.saved or candidate.kind != "class" or not hasattr(candidate.target, "save_hyperparameters"):
        return None
    fixed = given(candidate, known)
    parameters = parameters_of(candidate, known) or []
    arguments = {each.name: known.saved[each.name] for each in parameters if each.name in known.saved}
    arguments.update((name, False) for name in arguments if letters(name) == "pretrained")
    arguments.update(fixed)
    return None if any(each.default is each.empty and each.name not in arguments for each in parameters) else arguments


# ------------------------------------------------------------------------------------------------ one network


def construct(candidate, arguments):
    if candidate.kind == "network":
        return copy.deepcopy(candidate.target)
    before = flsys_absent.uses()
    try:
        model = candidate.target(**as_table(nested(arguments)))
    except (MemoryError, flsys_absent.Needed):
        raise
    except SystemExit as leaving:
        raise left(candidate.name, leaving) from leaving
    except Exception as failed:
        hint = install_hint(failed)
        raise Failure(
            f"{candidate.name}({spelled(arguments)}) failed: {short(failed)}{'.' if hint else ''}{hint}"
        ) from failed
    flsys_absent.require_no_use(before)
    if not isinstance(model, _module_type()):
        raise Failure(f"{candidate.name}() returns a {type(model).__name__}, not a torch.nn.Module.")
    return model


def _module_type():
    import torch

    return torch.nn.Module


def make(candidate, arguments, known):
    """The network with its weights; every key and shape is checked."""
    model = construct(candidate, arguments)
    fitted = best_fit(known.found, shapes_of(model))
    name = type(model).__name__ if candidate.kind == "function" else candidate.name
    if not fitted.exact:
        where = f" (those at '{fitted.weights.path}')" if fitted.weights.path and len(known.found) > 1 else ""
        remedy = _other_arguments(candidate, known) if fitted.score > RESEMBLES else ""
        misfit = Failure(f"The weights{where} do not fit {name}: {fitted}.{remedy}")
        misfit.score = fitted.score
        raise misfit
    try:
        load(model, fitted)
    except MemoryError:
        raise
    except Exception as failed:
        raise Failure(f"The weights do not fit {name}: {short(failed)}.") from failed
    return Made(candidate, model, fitted, arguments)


def _other_arguments(candidate, known):
    """A sentence with the line for arguments in place of the defaults; empty if there are none."""
    defaults = {
        each.name: each.default
        for each in _own_parameters(candidate) or []
        if isinstance(each.default, (bool, int, float, str))
        and each.name not in known.arguments
        and letters(each.name) not in CLASS_COUNTS
        and not WITHOUT_TRACE.fullmatch(letters(each.name))
    }
    if not defaults:
        return ""
    shown_defaults = dict([*defaults.items()][:SHOWN])
    line = arguments_line({**known.arguments, **shown_defaults})
    return (
        f" If the training gave other arguments than {spelled(shown_defaults)}, write them in flsys.toml: "
        f"{toml_lines(line)}"
    )


def without_search(candidate, known):
    """The network with arguments that need no search."""
    saved = saved_with_weights(candidate, known)
    if saved is not None:
        try:
            made = make(candidate, saved, known)
            made.saved = True
            return made
        except Failure:
            pass  # The class may have changed since it wrote them.
    sets, unknown = definite(candidate, known)
    if unknown:
        raise _needs(candidate, [each.name for each in unknown], known)
    first = None
    for arguments in sets:
        try:
            return make(candidate, arguments, known)
        except Failure as failure:
            first = first or failure
    raise first


def _needs(candidate, names, known, why=""):
    kind = "constructor of" if candidate.kind == "class" else "function"
    example = nested(_with_all_keys({name: Example() for name in names}, candidate, known))
    return Failure(
        f"The {kind} {candidate.name} needs {listed(names, SHOWN)}; {why or 'the weights do not show which values'}. "
        f"Write in flsys.toml: {toml_lines(arguments_line({**known.arguments, **example}))}"
    )


def _with_all_keys(values, candidate, known, others=None):
    """The values with all other keys of their parameters: a table of the user replaces all of them.

    :param others: the values of the other keys; without it, those that need no search
    """
    tables = {name.partition(".")[0] for name in values if "." in name}
    if others is None:
        others = definite(candidate, known)[0][0] if tables else {}
    keys = [each.name for each in parameters_of(candidate, known) or [] if isinstance(each, Key)]
    rest = [name for name in keys if name.partition(".")[0] in tables and name not in values]
    return {**values, **{name: others.get(name, Example()) for name in rest}}


class Example:
    """A value that the user has to fill in."""

    def __str__(self):
        return "..."


# ------------------------------------------------------------------------------------------------ the search


def with_search(candidate, known, defaults):
    """The network with arguments that the shapes of the weights show.

    :param defaults: whether parameters with a default are searched too
    :raises Undecided: if several combinations fit
    """
    sets, unknown = definite(candidate, known)
    parameters = parameters_of(candidate, known) or []
    searched = list(unknown)
    if defaults:
        searched += [
            each
            for each in parameters
            if each.name not in sets[0]
            and each.default is not each.empty
            and not isinstance(each.default, float)
            and role(each.name) not in CLASS_COUNTS
            and not WITHOUT_TRACE.fullmatch(role(each.name))
        ]
    if not searched:
        raise _needs(candidate, [each.name for each in unknown], known)
    domains = {each.name: values_for(each, candidate, known) for each in searched}
    impossible = [name for name, values in domains.items() if not values]
    required = [name for name in impossible if name in {each.name for each in unknown}]
    if required:
        raise _needs(candidate, required, known)
    domains = {name: values for name, values in domains.items() if name not in impossible}
    search = _Search(candidate, known, sets, domains)
    fits = _without_surplus(search.all_fits(), search)
    if not fits:
        why = "no value was found in time" if search.out_of_time else "no value in the weights makes them fit"
        failure = _needs(candidate, [each.name for each in unknown] or list(domains), known, why)
        failure.score = max(search.best, 0.0)
        raise failure
    varied = [
        name
        for name in domains
        if len({repr(each[name]) for each in fits}) > 1 and not WITHOUT_TRACE.fullmatch(role(name))
    ]
    if varied or search.out_of_time:
        raise _several(candidate, fits, varied or list(domains), known)
    return make(candidate, fits[0], known)


def _without_surplus(fits, search):
    """The fits without those in which a list only has more entries than in another fit, and makes the same layers. Such
    a network reads the first entries of the list."""
    layers = {id(fit): repr(search.network(fit)) for fit in fits} if len(fits) > 1 else {}

    def only_longer(fit, other):
        differing = [name for name in fit if repr(fit[name]) != repr(other[name])]
        return differing and all(
            isinstance(fit[name], (list, tuple))
            and isinstance(other[name], (list, tuple))
            and len(fit[name]) > len(other[name])
            and list(fit[name][: len(other[name])]) == list(other[name])
            for name in differing
        )

    return [
        fit
        for fit in fits
        if not any(
            only_longer(fit, other) and layers[id(fit)] == layers[id(other)] for other in fits if other is not fit
        )
    ]


def _several(candidate, fits, varied, known):
    kind = "constructor of" if candidate.kind == "class" else "function"
    shown_values = []
    for name in varied[:SHOWN]:
        values = {repr(each[name]): in_toml(_plain(each[name])) for each in fits}
        shown_values.append(f"{name} = {listed(sorted(values.values(), key=lambda each: (len(each), each)), SHOWN)}")
    example = {name: _plain(fits[0][name]) for name in varied}
    example = nested(_with_all_keys(example, candidate, known, fits[0]))
    line = arguments_line({**known.arguments, **example})
    if len(fits) == 1:
        return Undecided(
            f"The {kind} {candidate.name} needs {listed(varied, SHOWN)}; the weights fit one combination of values, but "
            f"not all others could be tried in time. If it is right, write in flsys.toml: {toml_lines(line)}",
            f"`class = {in_toml(candidate.name)}` with `{line}`",
        )
    return Undecided(
        f"The {kind} {candidate.name} needs {listed(varied, SHOWN)}; the weights fit several values "
        f"({'; '.join(shown_values)}), so they do not show which. Write the values of the training in flsys.toml: "
        f"{toml_lines(line)}",
        f"`class = {in_toml(candidate.name)}` with `{line}`",
    )


def _plain(value):
    return getattr(value, "__name__", value)


class _Search:
    """Tries combinations of values."""

    def __init__(self, candidate, known, bases, domains):
        self._candidate = candidate
        self._known = known
        self._bases = bases
        self._domains = domains
        self._scores = {}
        self._end = min(time.monotonic() + MAX_SECONDS, STARTED + MAX_SECONDS_TOGETHER)
        self._fits = {}
        self.best = 0.0
        self.out_of_time = False

    def all_fits(self):
        """The combinations that fit. All of them if there are few combinations; else those near the first one."""
        for base in self._bases:
            if math.prod(len(values) for values in self._domains.values()) <= MAX_TRIES // 10:
                self._exhaust(base)
            else:
                self._climb(base)
            if self._fits:
                break
        return list(self._fits.values())

    def _over(self):
        if time.monotonic() > self._end or len(self._scores) >= MAX_TRIES:
            self.out_of_time = True
        return self.out_of_time or (len(self._scores) > HOPELESS and self.best < RESEMBLES)

    def _exhaust(self, base):
        numbered = [list(enumerate(values)) for values in self._domains.values()]
        # The likely values of all parameters come first.
        for values in sorted(itertools.product(*numbered), key=lambda each: sum(at for at, _ in each)):
            if self._over():
                return
            self._score({**base, **dict(zip(self._domains, (value for _, value in values)))})

    def _climb(self, base):
        """Improves one parameter after the other. From a combination that fits, changes one and two parameters, to find
        out whether others fit as well."""
        start = {**base, **{name: values[0] for name, values in self._domains.items()}}
        best = self._score(start)
        for _ in range(4):
            before = best
            for names in [*((name,) for name in self._domains), *itertools.combinations(self._domains, 2)]:
                if len(names) == 2 and (best > before or self._fits):
                    break
                for values in itertools.product(*(self._domains[name] for name in names)):
                    if self._over():
                        return
                    tried = {**start, **dict(zip(names, values))}
                    score = self._score(tried)
                    if score > best:
                        best, start = score, tried
            if self._fits or best <= before:
                break
        if not self._fits:
            return
        start = next(iter(self._fits.values()))
        pinned = self._pinned(start)
        for one, other in itertools.combinations([None, *self._domains], 2):
            if one in pinned or (one is not None and other in pinned):
                continue
            for values in itertools.product(self._domains.get(one, [None]), self._domains[other]):
                if self._over():
                    return
                changed = {other: values[1], **({one: values[0]} if one else {})}
                self._score({**start, **changed})

    def _pinned(self, start):
        """The parameters of a fitting combination that alone decide on the size of some dimension. If such a parameter
        changes, no change of another parameter can compensate for that."""
        before = self._sizes(start)
        affected = {}
        for name, values in self._domains.items():
            others = [value for value in values if repr(value) != repr(start[name])]
            changed = [self._sizes({**start, name: value}) for value in others[:PINNING_TRIES]]
            affected[name] = {place for sizes in changed if sizes for place in {*before.items()} ^ {*sizes.items()}}
        places = {name: {place for place, _ in each} for name, each in affected.items()}
        return {
            name
            for name, own in places.items()
            if own - set().union(*(each for other, each in places.items() if other != name))
        }

    def _sizes(self, arguments):
        """The sizes of the weights of a network, by key and dimension; none if it cannot be made."""
        try:
            shapes = shapes_of(self.network(arguments))
        except Failure:
            return {}
        return {(key, at): size for key, shape in shapes.items() for at, size in enumerate(shape or ())}

    def _score(self, arguments):
        key = repr(sorted(arguments.items(), key=lambda each: each[0]))
        if key in self._scores:
            return self._scores[key]
        score = -1.0
        try:
            expected = shapes_of(self.network(arguments))
            fitted = best_fit(self._known.found, expected)
            score = 2.0 if fitted.exact else fitted.score
            if fitted.exact:
                self._fits[key] = arguments
        except Failure:
            pass
        self._scores[key] = score
        self.best = max(self.best, score)
        return score

    def network(self, arguments):
        """The network, without memory for its weights where that is possible."""
        try:
            with on_meta(self._known.torch):
                return construct(self._candidate, arguments)
        except Failure as failed:
            if "meta" not in str(failed.__cause__).lower():
                raise
            return construct(self._candidate, arguments)  # its constructor needs values


def on_meta(torch):
    """A context in which new tensors have no memory."""
    from torch.overrides import TorchFunctionMode

    factories = {"empty", "zeros", "ones", "rand", "randn", "full", "eye", "normal", "empty_strided"}

    class Meta(TorchFunctionMode):
        def __torch_function__(self, function, types, arguments=(), named=None):
            named = dict(named or {})
            if getattr(function, "__name__", "") in factories and named.get("out") is None:
                named["device"] = "meta"
            return function(*arguments, **named)

    return Meta()


# ------------------------------------------------------------------------------------------------ values


def values_for(parameter, candidate, known):
    """The values to try for a parameter, the most likely one first; its default is always among them."""
    name = role(parameter.name)
    default = parameter.default
    values = [] if default is parameter.empty else [default]
    if WITHOUT_TRACE.fullmatch(name):
        values = {"device": ["cpu"], "pretrained": [False], "progress": [False], "verbose": [False]}.get(
            name, [0.5, 0.0] if "drop" in name or name == "dr" else [0]
        )
        return values
    required = default is parameter.empty
    # A class that has a text as default is taken with it, because most of its texts leave no trace in the shapes.
    texts = compared_texts(candidate.target) if required or not isinstance(candidate.target, type) else []
    own = compared_texts(candidate.target, parameter.name) if required else []
    if own:
        return _distinct([*own, *texts, *numbers(name, known)])[:MAX_VALUES]
    if "name" in name or name in (
        "arch",
        "architecture",
        "backbone",
        "model",
        "modeltype",
        "encoder",
        "net",
        "variant",
    ):
        return _distinct([*values, *(texts or ([known.id_as_value()] if not values else []))])
    if (
        isinstance(default, bool)
        or name.startswith(("use", "is", "with", "has"))
        or name in ("bias", "batchnorm", "bn")
    ):
        return _distinct([*values, True, False])
    if isinstance(default, str) or parameter.annotation in (str, "str"):
        return _distinct([*values, *texts])
    if _is_class(parameter):
        return _distinct([*values, *known.classes.values()])
    if isinstance(default, (list, tuple)) or (
        LISTS.fullmatch(name) and (default is parameter.empty or default is None)
    ):
        lists = number_lists(known)
        lists = [tuple(each) for each in lists] if isinstance(default, tuple) else lists
        if isinstance(default, (list, tuple)) or "list" in str(parameter.annotation).lower():
            return _distinct([*values, *lists])[:MAX_VALUES]
        first, then = (
            (numbers(name, known), lists[:8]) if name.startswith(("num", "n")) else (lists[:8], numbers(name, known))
        )
        return _distinct([*values, *first[: MAX_VALUES - 10], *then])[:MAX_VALUES]
    if name in SIDES or HEIGHT_OR_WIDTH.fullmatch(name) or _is_width_beside_height(name, candidate, known):
        return _distinct([*values, known.side])
    if name.endswith("shape"):
        sizes = [(channels, known.side, known.side) for channels in known.channels]
        return _distinct([*values, *sizes, *[each[1:] + each[:1] for each in sizes]])
    if required or default is None or isinstance(default, int):
        numbered = _distinct([*values, *numbers(name, known)])
        return [*numbered[: MAX_VALUES - len(texts)], *texts] if required else numbered[:MAX_VALUES]
    return values


def _is_width_beside_height(name, candidate, known):
    beside = {"width": "height", "w": "h", "h": "w"}.get(name)
    return beside is not None and any(role(each.name) == beside for each in parameters_of(candidate, known) or [])


def _is_class(parameter):
    return "type[" in str(parameter.annotation).lower() or role(parameter.name) in (
        "block",
        "blocktype",
        "blockclass",
    )


def numbers(name, known):
    """Whole numbers that a parameter may have: sizes in the weights, counts of layers, small numbers."""
    shapes = [shape for shape in known.values if shape]
    matrices = [shape for shape in shapes if len(shape) >= 2]
    first = matrices[0] if matrices else (0, 0)
    likely = []
    if name in CHANNELS:
        likely = [first[1]] if len(first) == 4 else [*known.channels]
    elif name.startswith("in") or "input" in name:
        likely = [first[1]]
    elif "hidden" in name or name in ("width", "dim", "units", "h", "nf", "filters", "base"):
        likely = [first[0]]
    dimensions = {}
    for shape in shapes:
        for size in shape:
            dimensions[size] = dimensions.get(size, 0) + 1
    sizes = list(dimensions)[: MAX_VALUES - 16]
    found = [*likely, *sizes, *range(1, 13), *_counted_layers(known), known.labels, known.side]
    return _distinct([value for value in found if value > 0])


def _counted_layers(known):
    """The numbers of modules in the numbered lists of the network."""
    lists = {}
    for key in known.main.tensors:
        parts = str(key).split(".")
        for at, part in enumerate(parts):
            if part.isdigit():
                lists.setdefault(".".join(parts[:at]), set()).add(int(part))
    return _distinct([count for numbered in lists.values() for count in (len(numbered), max(numbered) + 1)])


def number_lists(known):
    """Lists of numbers that a parameter may have: the sizes of layers, and the counts of numbered blocks."""
    out = [shape[0] for shape in known.values if len(shape) >= 2]
    into = [shape[1] for shape in known.values if len(shape) >= 2]
    layers = {}
    for key in known.main.tensors:
        found = re.match(r"(.*?)([0-9]+)\.([0-9]+)\.", str(key))
        if found:
            layers.setdefault(found.group(1), {}).setdefault(int(found.group(2)), set()).add(int(found.group(3)))
    blocks = [[len(group[number]) for number in sorted(group)] for group in layers.values()]
    convolutions = [shape[0] for shape in known.values if len(shape) == 4]
    linear = [shape[0] for shape in known.values if len(shape) == 2]
    lists = [
        out[:-1],
        *blocks,
        linear[:-1],
        convolutions,
        out,
        into[:1] + out,
        into[:1] + out[:-1],
        linear,
        convolutions[:-1],
    ]
    lists += [[*dict.fromkeys(each)] for each in (convolutions, out[:-1])]
    return _distinct([each for each in lists if each and len(each) <= 64])


def _distinct(values):
    seen = set()
    kept = []
    for value in values:
        key = (type(value), repr(value))
        if key not in seen:
            seen.add(key)
            kept.append(value)
    return kept
