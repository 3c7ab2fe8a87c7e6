"""Every public name with its signature, as `api_surface.txt` has it: no rename slips through.

A change that is meant is written down with ``python tests/test_api_surface.py``; the
stability page says which changes a release may make.
"""

import enum
import importlib
import inspect
import re
import typing
from functools import cached_property
from pathlib import Path

import attrs
import pytest

ENGINE = "ip4timeline.engine"
MODULES = (
    "ip4timeline",
    "ip4timeline.relationship",
    "ip4timeline.frames",
    "ip4timeline.store",
    "ip4timeline.testing",
    ENGINE,
)
INTERNAL = {"engagement", "plain"}
"""Names that a room gives to its neighbours and not to others."""
FILE = Path(__file__).with_name("api_surface.txt")
OPERATORS = ("__contains__", "__getitem__", "__iter__", "__len__", "__call__")
"""Special methods that are part of how a class is used; the rest follow from what it is."""


def text(annotation):
    """An annotation as it is written, without the modules it comes from."""
    if annotation is inspect.Parameter.empty:
        return ""
    if annotation is None:
        return "None"
    shown = annotation if isinstance(annotation, str) else None
    if shown is None:
        shown = annotation.__name__ if isinstance(annotation, type) else repr(annotation)
        if getattr(annotation, "__args__", None):
            shown = repr(annotation)
    return re.sub(r"\b(?:\w+\.)+(?=\w)|~|\+", "", shown).replace("'", "")


def default(value):
    if value is inspect.Parameter.empty:
        return ""
    if value is attrs.NOTHING:
        return " = ..."
    if callable(value):
        return f" = {getattr(value, '__name__', '...')}"
    shown = repr(value)
    return f" = {shown if len(shown) < 40 else '...'}"


def signature(function, skip_first=False):
    try:
        found = inspect.signature(function)
    except (TypeError, ValueError):
        return "(...)"
    parameters = list(found.parameters.values())[1 if skip_first else 0 :]
    parts = []
    star = False
    for place, p in enumerate(parameters):
        prefix = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        star = star or p.kind is p.VAR_POSITIONAL
        if p.kind is p.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        hint = text(p.annotation)
        parts.append(f"{prefix}{p.name}" + (f": {hint}" if hint else "") + default(p.default))
        following = parameters[place + 1 :]
        if p.kind is p.POSITIONAL_ONLY and (
            not following or following[0].kind is not p.POSITIONAL_ONLY
        ):
            parts.append("/")
    returned = text(found.return_annotation)
    return f"({', '.join(parts)})" + (f" -> {returned}" if returned else "")


def shown(name):
    return not name.startswith("_") or name in OPERATORS


def hint_of(cls, name):
    """The annotation of a field as it is written, whoever resolved it since."""
    owner = next(c for c in cls.__mro__ if name in inspect.get_annotations(c))
    return text(inspect.get_annotations(owner)[name])


def members(cls, public):
    """What a class offers, and its bases that are not public themselves, one line each."""
    if issubclass(cls, enum.Enum):
        yield from (f"{m.name} = {m.value!r}" for m in cls)
    fields = {}
    if attrs.has(cls):
        fields = {a.name: a for a in attrs.fields(cls) if shown(a.name)}
        inherited = {
            a.name
            for base in cls.__mro__[1:]
            if attrs.has(base) and base in public
            for a in attrs.fields(base)
        }
        for name, field in fields.items():
            if name not in inherited:
                needed = field.default is attrs.NOTHING and field.init
                yield f"{name}: {hint_of(cls, name)}" + ("" if needed else " (optional)")
    seen = set(fields)
    for base in cls.__mro__:
        known = any(issubclass(p, base) for p in cls.__mro__[1:] if p in public)
        if base is not cls and (known or not ours(base)):
            continue
        for name, hint in inspect.get_annotations(base).items():
            if name not in seen and shown(name):
                seen.add(name)
                yield f"{name}: {text(hint)}"
        for name, value in vars(base).items():
            if name in seen or not shown(name) or (isinstance(value, enum.Enum)):
                continue
            seen.add(name)
            if isinstance(value, property | cached_property):
                getter = value.fget if isinstance(value, property) else value.func
                hint = text(inspect.signature(getter).return_annotation)
                yield f"{name} -> {hint}"
            elif isinstance(value, classmethod):
                yield f"classmethod {name}{signature(value.__func__, skip_first=True)}"
            elif isinstance(value, staticmethod):
                yield f"staticmethod {name}{signature(value.__func__)}"
            elif inspect.isfunction(value):
                yield f"{name}{signature(value, skip_first=True)}"
            elif isinstance(value, str | int) and not isinstance(value, enum.Enum):
                yield f"{name} = {value!r}"


def public_modules():
    for name in MODULES:
        yield name, importlib.import_module(name)


def named(module):
    return sorted(set(module.__all__) - INTERNAL)


def ours(value):
    return getattr(value, "__module__", "ip4timeline").startswith("ip4timeline")


def classes(module):
    return {value for name in named(module) if isinstance(value := getattr(module, name), type)}


def surface():
    """All public names and what they offer, in order."""
    lines = []
    told = {}
    # What the others have from the engine is written out: most users never meet the engine.
    rooms = dict(public_modules())
    public = {cls for name in rooms if name != ENGINE for cls in classes(rooms[name])}
    for module_name, module in rooms.items():
        lines.append(f"[{module_name}]")
        if module_name == ENGINE:
            public |= classes(module)
        for name in named(module):
            value = getattr(module, name)
            if id(value) in told and not isinstance(value, str):
                lines.append(f"{name} is {told[id(value)]}")
                continue
            told[id(value)] = f"{module_name}.{name}"
            if isinstance(value, type) and not ours(value):
                lines.append(f"{name} is {value.__module__}.{value.__qualname__}")
            elif typing.get_args(value):
                lines.append(f"{name} = {text(value)}")
            elif isinstance(value, type):
                bases = [b.__name__ for b in value.__mro__[1:] if b in public]
                lines.append(f"class {name}" + (f"({bases[0]})" if bases else ""))
                own = "__init__" in vars(value) and "__attrs_attrs__" not in vars(value)
                if own and not issubclass(value, enum.Enum):
                    lines.append(f"    {name}{signature(value.__init__, skip_first=True)}")
                lines.extend(f"    {line}" for line in sorted(members(value, public)))
            elif inspect.isroutine(value):
                lines.append(f"{name}{signature(value)}")
            elif name == "__version__":
                lines.append(name)
            else:
                lines.append(f"{name}: {type(value).__name__}")
        lines.append("")
    return "\n".join(lines)


def test_the_public_names_are_those_written_down():
    was, now = FILE.read_text(encoding="utf-8").splitlines(), surface().splitlines()
    gone, new = [x for x in was if x not in now], [x for x in now if x not in was]
    assert was == now, (
        f"the public face changed: gone {gone}, new {new}; if it is meant, "
        "run python tests/test_api_surface.py and name it in the changelog"
    )


@pytest.mark.parametrize("name", ["streak", "append"])
def test_a_rename_is_seen(monkeypatch, name):
    """In the class itself and in what it is made from."""
    from ip4timeline import Timeline

    def timeline():
        return surface().split("\nclass Timeline")[1].split("\nclass ")[0]

    owner = next(cls for cls in Timeline.__mro__ if name in vars(cls))
    before = timeline()
    monkeypatch.setattr(owner, "renamed", getattr(owner, name), raising=False)
    monkeypatch.delattr(owner, name)
    after = timeline()
    assert f"    {name}(" in before
    assert f"    {name}(" not in after
    assert "    renamed(" in after


if __name__ == "__main__":
    FILE.write_text(surface(), encoding="utf-8", newline="\n")
    print(f"wrote {FILE}")
