"""Read YAML, TOML or JSON, check it against a JSON schema, and say in one line what is wrong and where."""

import difflib
import functools
import json
import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from shilu.errors import UserError
from shilu.text import read_text

#: What is nested deeper than Python goes is no file that anybody wrote.
DEEP = "nested too deeply"
DEEPEST = 100
#: Nodes that aliases may multiply a text of YAML to: ten lines of them can stand for more than memory holds.
MOST = 100_000


# The C parser takes a tenth of the time; the wheels have it, a build of one's own may not.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    # YAML 1.1 without what it changes in silence: a key given twice, 020 for 16, 1:20 for 80.

    def construct_mapping(self, node, deep=False):  # noqa: FBT002  the name and form are PyYAML's
        seen = set()
        for key, _ in node.value:
            name = (key.tag, key.value) if isinstance(key, yaml.ScalarNode) else None
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is given twice", key.start_mark
                )
            seen |= {name} - {None}
        return super().construct_mapping(node, deep)

    def number(self, node):
        if ":" in node.value or re.fullmatch(r"[+-]?0[0-9_]+", node.value):
            raise yaml.constructor.ConstructorError(
                None,
                None,
                f"YAML reads {node.value} as another number; write it without leading zeros, or as "
                f'text: "{node.value}"',
                node.start_mark,
            )
        integer = node.tag == "tag:yaml.org,2002:int"
        return self.construct_yaml_int(node) if integer else self.construct_yaml_float(node)


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.number)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.number)


def read(file: str | Path) -> Any:
    """Return what a YAML file or (by its ending) a TOML file holds; a `UserError` says where it is none."""
    text, kind = read_text(file), "TOML" if Path(file).suffix == ".toml" else "YAML"
    try:
        if kind == "TOML":
            return tomllib.loads(text)
        # libyaml ends the whole process where its stack is full.
        if _may_be_deep(text) and _depth(text) > DEEPEST:
            raise RecursionError  # noqa: TRY301  as the reader of TOML does
        require_few(text, file)
        return yaml.load(text, _Loader)  # noqa: S506  it is a safe loader
    except RecursionError as error:
        raise UserError(f"{file}: {DEEP}; flatten it") from error
    except (yaml.YAMLError, ValueError) as error:  # a ValueError is of a date or number that there is not
        raise UserError(f"{file}: not valid {kind}: {' '.join(str(error).split())}; correct it") from error


def _may_be_deep(text):
    # A level takes a bracket, or a column of indentation.
    return text.count("[") + text.count("{") + max(map(len, text.split("\n"))) > DEEPEST


def _depth(text):
    deepest = depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
    return deepest


def require_few(text: str, file: str | Path) -> None:
    """Raise a `UserError` where aliases multiply a YAML text (str) of `file` beyond `MOST`, or never end.

    Raises
    ------
    yaml.YAMLError
        It is no YAML.
    """
    if "&" not in text or "*" not in text:
        return
    # Of each collection that is open, its anchor and its nodes so far; of each anchor, what it stands for.
    opened, known = [(None, 0)], {}
    for event in yaml.parse(text, _Loader):
        count = 0
        if isinstance(event, yaml.AliasEvent):
            count = known.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            count = known[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            opened.append((event.anchor, 1))
            known[event.anchor] = MOST  # an alias of what it stands in has no end
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, count = opened.pop()
            known[anchor] = count
        opened[-1] = (opened[-1][0], opened[-1][1] + count)
        if opened[-1][1] >= MOST and isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise UserError(
                f"{file}:{line}: the alias *{event.anchor} multiplies this to more than {MOST:,} entries; "
                "write out what is meant"
            )


def read_json(file: str | Path) -> Any:
    """Return what a JSON file holds; a `UserError` names the line where it is none."""
    try:
        return _json(read_text(file))
    except json.JSONDecodeError as error:
        raise UserError(f"{file}:{error.lineno}: not valid JSON: {error.msg}; correct it") from error
    except ValueError as error:
        raise UserError(f"{file}: not valid JSON: {error}; correct it") from error


def _json(text):
    try:
        content = json.loads(text, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError(DEEP) from error
    try:
        # JSON can escape half of a character, which no file can hold.
        if re.search(r"\\u[dD][89abAB]", text):
            json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"half of a character, \\u{ord(error.object[error.start]):04x}") from error
    return content


def _no_number(text):
    raise ValueError(f"{text} is no number of JSON")


def parse_made(text: str, schema_file: str | Path) -> Any:
    """Return what a JSON text holds that the kit itself wrote.

    Raises
    ------
    ValueError
        It is no JSON, or not what the schema describes; the message says what is wrong.
    """
    content = _json(text)
    found = _found(content, schema_file)
    if found:
        raise ValueError(_told(*found[0]))
    return content


def check(config: Any, schema_file: str | Path, files: Sequence[str | Path]) -> None:
    """Raise a `UserError` of all `problems`, a line each."""
    found = problems(config, schema_file, files)
    if found:
        raise UserError("\n".join(found))


def problems(config: Any, schema_file: str | Path, files: Sequence[str | Path]) -> list[str]:
    """Return what is wrong with a config, a line each: file, key, what is wrong and what was expected.

    Parameters
    ----------
    config : dict
        The config, merged from `files`.
    schema_file : str or Path
        JSON schema, in YAML; its descriptions say in words what a key takes.
    files : sequence of str or Path
        The files that were merged, the last one winning; each message names the file that the value is from.
    """
    return [f"{origin(path, files)}: {_told(path, problem)}" for path, problem in _found(config, schema_file)]


def _told(path, problem):
    return f"{'.'.join(map(str, path)) or 'top level'}: {problem}"


@functools.cache
def _validator(schema_file):
    import jsonschema  # noqa: PLC0415  0.1 s, for those who check something

    checker = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"number": _is_number, "integer": _is_whole}
    )
    validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=checker)
    return validator(read(schema_file))


def _is_whole(_, value):
    # 2.0 is one for JSON Schema, and no count for Python.
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(_, value):
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # whole, and larger than any float
        return False


def _found(content, schema_file):
    # Returns the path (a list of keys) of each thing that is wrong, and what it is in words.
    errors = _validator(schema_file).iter_errors(content)
    errors = sorted(errors, key=lambda error: [str(part) for part in error.absolute_path])
    return [problem for error in errors for problem in _problems(error)]


def origin(path: Sequence[Any], files: Sequence[str | Path]) -> str | Path:
    """Return the last of `files` that sets the key at `path` (a sequence of keys), else the first of them."""
    for file in reversed(files[1:]):
        node = read(file)
        for key in path:
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif not isinstance(node, list):
                break
        else:
            return file
    return files[0]


def _problems(error):
    # (path, what is wrong) each: an object may have several unknown keys in one error.
    path, schema = list(error.absolute_path), error.schema
    if error.validator == "additionalProperties":
        known = sorted(schema.get("properties", {}))
        unknown = [key for key in error.instance if key not in known]
        return [([*path, key], f"unknown key{nearest(key, known)}") for key in unknown]
    if error.validator == "required":
        # One error for each missing key, which its message names alone.
        key = next(key for key in error.validator_value if error.message.startswith(repr(key)))
        return [([*path, key], "missing")]
    return [_problem(error, path, schema)]


def _problem(error, path, schema):
    expected = f"; expected {schema['description']}" if "description" in schema else ""
    if error.validator == "enum":
        return path, f"{error.instance!r} is unknown{nearest(error.instance, error.validator_value)}"
    if error.validator == "pattern":
        if "propertyNames" in error.absolute_schema_path:
            return [*path, error.instance], f"not a name{expected}"
        return path, f"{error.instance!r} will not do{expected}"
    if error.validator == "type" and isinstance(error.instance, float) and not math.isfinite(error.instance):
        return path, f"{error.instance!r} is no finite number{expected}"
    hint = ""
    if isinstance(error.instance, str) and re.fullmatch(r"[+-]?\d+[eE][+-]?\d+", error.instance):
        number = re.sub("[eE]", ".0e", error.instance)
        number = f"{float(number):.0f}" if schema.get("type") == "integer" else number
        hint = f" (YAML reads {error.instance} as text: write {number})"
    return path, f"{error.message}{hint}{expected}"


def nearest(name: object, known: Iterable[object]) -> str:
    """Return a clause that names what is known, the nearest one first: ``; did you mean 'xor'? Known: …``."""
    known = [str(entry) for entry in known]
    close = difflib.get_close_matches(str(name), known, n=1)
    return (f"; did you mean {close[0]!r}?" if close else ";") + f" Known: {', '.join(known)}"
