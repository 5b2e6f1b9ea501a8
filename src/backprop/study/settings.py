"""The settings of a command: JSON from the command line, with one clear error where it cannot be used."""

import json

from shilu.errors import UserError


def parse(text, keys):
    """Read a JSON object that has exactly these keys.

    Parameters
    ----------
    text : str
    keys : set of str

    Raises
    ------
    UserError
        Not JSON, not an object, or a key is missing or unknown.
    """
    try:
        settings = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"--settings: not JSON ({error}); put it in single quotes: '{{...}}'") from error
    if not isinstance(settings, dict):
        raise UserError(f"--settings: a JSON object was expected, not {text}")
    for complaint, names in (("missing", keys - settings.keys()), ("unknown", settings.keys() - keys)):
        if names:
            expected = ", ".join(sorted(keys))
            raise UserError(f"--settings: {complaint} {', '.join(sorted(names))}; expected are {expected}")
    return settings


def choose(table, name, key):
    """Return ``table[name]``.

    Parameters
    ----------
    table : dict
    name : str
    key : str
        The setting that gave the name, for the error message.

    Raises
    ------
    UserError
        There is no such entry.
    """
    try:
        return table[name]
    except (KeyError, TypeError):
        raise UserError(f"{key}: there is no {name!r}; known: {', '.join(table)}") from None
