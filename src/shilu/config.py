"""Read YAML, TOML or JSON, check it against a JSON schema, and say in one line what is wrong and where."""

import difflib
import functools
import json
import re
import tomllib
from pathlib import Path

import yaml

from shilu.errors import UserError
from shilu.text import read_text


def read(file):
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


def read_json(file):
    """Return what a JSON file holds; a `UserError` names the line where it is none."""
    try:
        return json.loads(read_text(file))
    except json.JSONDecodeError as error:
        raise UserError(f"{file}:{error.lineno}: not valid JSON: {error.msg}; correct it") from error


def parse_made(text, schema_file):
    """Return what a JSON text holds that the kit itself wrote.

    Raises
    ------
    ValueError
        It is no JSON, or not what the schema describes; the message says what is wrong.
    """
    content = json.loads(text)
    found = _first_problem(content, schema_file)
    if found:
        raise ValueError(_told(*found))
    return content


def check(config, schema_file, files):
    """Raise a `UserError` that names file, key, what is wrong and what was expected.

    Parameters
    ----------
    config : dict
        The config, merged from `files`.
    schema_file : str or Path
        JSON schema, in YAML; its descriptions say in words what a key takes.
    files : sequence of str or Path
        The files that were merged, the last one winning; each message names the file that the value is from.
    """
    found = _first_problem(config, schema_file)
    if found:
        raise UserError(f"{origin(found[0], files)}: {_told(*found)}")


def _told(path, problem):
    return f"{'.'.join(map(str, path)) or 'top level'}: {problem}"


@functools.cache
def _validator(schema_file):
    import jsonschema  # noqa: PLC0415  0.1 s, for those who check something

    return jsonschema.Draft202012Validator(read(schema_file))


def _first_problem(content, schema_file):
    # Returns the path of what is wrong (a list of keys) and the problem in words, or None.
    errors = _validator(schema_file).iter_errors(content)
    error = min(errors, key=lambda error: [str(part) for part in error.absolute_path], default=None)
    return error and _problem(error)


def origin(path, files):
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


def _problem(error):
    path, schema = list(error.absolute_path), error.schema
    expected = f"; expected {schema['description']}" if "description" in schema else ""
    if error.validator == "additionalProperties":
        known = sorted(schema.get("properties", {}))
        key = next(key for key in error.instance if key not in known)
        return [*path, key], f"unknown key{nearest(key, known)}"
    if error.validator == "required":
        key = next(key for key in error.validator_value if key not in error.instance)
        return [*path, key], "missing"
    if error.validator == "enum":
        return path, f"{error.instance!r} is unknown{nearest(error.instance, error.validator_value)}"
    if error.validator == "pattern":
        return [*path, error.instance], f"not a name{expected}"
    hint = ""
    if isinstance(error.instance, str) and re.fullmatch(r"[+-]?\d+[eE][+-]?\d+", error.instance):
        hint = f" (YAML reads {error.instance} as text: write {re.sub('[eE]', '.0e', error.instance)})"
    return path, f"{error.message}{hint}{expected}"


def nearest(name, known):
    """Return a clause that names what is known, the nearest one first: ``; did you mean 'xor'? Known: …``."""
    known = [str(entry) for entry in known]
    close = difflib.get_close_matches(str(name), known, n=1)
    return (f"; did you mean {close[0]!r}?" if close else ";") + f" Known: {', '.join(known)}"
