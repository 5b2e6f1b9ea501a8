"""Read YAML, TOML or JSON, check it against a JSON schema, and say in one line what is wrong and where."""

import difflib
import functools
import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from shilu.errors import UserError
from shilu.text import read_text


def read(file: str | Path) -> Any:
    """Return what a YAML file or (by its ending) a TOML file holds; a `UserError` says where it is none."""
    try:
        text = read_text(file)
        if Path(file).suffix == ".toml":
            return tomllib.loads(text)
        # The C parser takes a tenth of the time; the wheels have it, a build of one's own may not.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return yaml.load(text, loader)  # noqa: S506  it is a safe loader
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{file}: not valid TOML: {error}; correct it") from error
    except yaml.YAMLError as error:
        raise UserError(f"{file}: not valid YAML: {' '.join(str(error).split())}; correct it") from error


def read_json(file: str | Path) -> Any:
    """Return what a JSON file holds; a `UserError` names the line where it is none."""
    try:
        return json.loads(read_text(file))
    except json.JSONDecodeError as error:
        raise UserError(f"{file}:{error.lineno}: not valid JSON: {error.msg}; correct it") from error


def parse_made(text: str | bytes, schema_file: str | Path) -> Any:
    """Return what a JSON text holds that the kit itself wrote.

    Raises
    ------
    ValueError
        It is no JSON, or not what the schema describes; the message says what is wrong.
    """
    content = json.loads(text)
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

    return jsonschema.Draft202012Validator(read(schema_file))


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
    hint = ""
    if isinstance(error.instance, str) and re.fullmatch(r"[+-]?\d+[eE][+-]?\d+", error.instance):
        hint = f" (YAML reads {error.instance} as text: write {re.sub('[eE]', '.0e', error.instance)})"
    return path, f"{error.message}{hint}{expected}"


def nearest(name: object, known: Iterable[object]) -> str:
    """Return a clause that names what is known, the nearest one first: ``; did you mean 'xor'? Known: …``."""
    known = [str(entry) for entry in known]
    close = difflib.get_close_matches(str(name), known, n=1)
    return (f"; did you mean {close[0]!r}?" if close else ";") + f" Known: {', '.join(known)}"
