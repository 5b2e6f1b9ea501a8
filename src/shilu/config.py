"""Read YAML or TOML, check it against a JSON schema, and say in one line what is wrong with it and where."""

import difflib
import re
import tomllib
from pathlib import Path

import yaml

from shilu.errors import UserError


def read(file):
    """Return what a YAML file or (by its ending) a TOML file holds; a `UserError` says where it is none."""
    try:
        text = Path(file).read_text(encoding="utf-8")
        if Path(file).suffix == ".toml":
            return tomllib.loads(text)
        # The C parser takes a tenth of the time; the wheels have it, a build of one's own may not.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return yaml.load(text, loader)  # noqa: S506  it is a safe loader
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{file}: not valid TOML: {error}; correct it") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: not valid YAML: {' '.join(str(error).split())}; correct it") from error


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
    import jsonschema  # noqa: PLC0415  takes three times as long as the start of Python

    schema = read(schema_file)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(config)
    error = min(errors, key=lambda error: [str(part) for part in error.absolute_path], default=None)
    if error is not None:
        path, problem = _problem(error)
        raise UserError(f"{origin(path, files)}: {'.'.join(map(str, path)) or 'top level'}: {problem}")


def origin(path, files):
    """Return the last of `files` that sets the key at `path` (a sequence of keys), else the first of them."""
    for file in reversed(files):
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
