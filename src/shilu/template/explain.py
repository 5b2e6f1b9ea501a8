"""What is wrong in a template, told with its line."""

import contextlib
import re
import traceback

import jinja2

from shilu.errors import UserError
from shilu.template.names import hint
from shilu.values.names import FUNCTIONS, UnknownNameError, written


class _PlacedError(UserError):
    """An error that says already where it is."""


@contextlib.contextmanager
def explained(file, names, template):
    """Turn what goes wrong in a template into a `UserError` of one line that begins with file and line.

    Parameters
    ----------
    file : str
        The template's name.
    names : iterable of str
        The tables that it can reach.
    template : str
    """
    try:
        yield
    except _PlacedError:
        raise
    except jinja2.TemplateSyntaxError as error:
        line = _unclosed(template) or error.lineno
        raise _PlacedError(f"{file}:{line}: {_hinted(error, line, names, template)}") from error
    except jinja2.UndefinedError as error:
        missing = re.match(r"'(.+)' is undefined", error.message)
        if missing:
            known = [*map(written, names), *FUNCTIONS]
            unknown = UnknownNameError("template", missing[1], known, "name")
            reason = hint(names, missing[1]) or unknown
        else:
            reason = _without_types(error) or _hinted(error, _line(error), names, template)
        raise _PlacedError(f"{file}{_at(error)}: {reason}") from error
    except UserError as error:
        raise _PlacedError(f"{file}{_at(error)}: {error}") from error
    except RecursionError as error:
        reason = "nested too deeply, or a macro that calls itself without end"
        raise _PlacedError(f"{file}{_at(error)}: {reason}") from error
    except MemoryError as error:
        reason = "this takes more memory than a template gets; end its loops earlier, or show less"
        raise _PlacedError(f"{file}{_at(error)}: {reason}") from error
    except Exception as error:  # whatever a template made of Jinja and of values is an author's to mend
        reason = f"this cannot be worked out: {error or type(error).__name__}"
        raise _PlacedError(f"{file}{_at(error)}: {reason}") from error


def _unclosed(template):
    # The line of the last opening without its end, which Jinja looks for to the end of the template.
    for opening, end in (("{{", "}}"), ("{%", "%}")):
        place = template.rfind(opening)
        if place >= 0 and end not in template[place:]:
            return template.count("\n", 0, place) + 1
    return None


def _hinted(error, line, names, template):
    if error.message.startswith("unexpected end of template"):
        return "this is not closed; write }} behind {{, and %} behind {%"
    # A number at the start of a table's name makes it an expression that Jinja understands otherwise.
    lines = dict(enumerate(template.splitlines(), start=1))
    return "; ".join(filter(None, (error.message, hint(names, lines.get(line, "")))))


def _without_types(error):
    found = re.fullmatch(r"'shilu\.[\w.]+ object' has no attribute '(.+)'", error.message)
    if found:
        return f"{found[1]!r}: nothing follows the column of a value; name its table, its keys and one column"
    return None


def _line(error):
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), None)


def _at(error):
    line = _line(error)
    return f":{line}" if line else ""
