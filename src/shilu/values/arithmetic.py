"""Arithmetic on bound values: sums, differences, products and ratios, with the uncertainty that they have.

The half-width of what is computed from one uncertain cell follows from that cell's.  Of several, half-widths
say nothing of how the cells vary together, as they do in a study whose groups share their seeds.  So it is
worked out from the repetitions that the cells are means of, where their tables say which
(`shilu.values.samples`); as the root of the sum of squares where they say that their rows are independent;
and refused where they say neither.
"""

import math
import operator
import statistics
from dataclasses import replace
from typing import Any

from shilu.errors import UserError
from shilu.values import digits

#: By sign: what it does to two numbers, and the derivatives by either.
OPERATIONS = {
    "+": (operator.add, lambda _a, _b: (1, 1)),
    "-": (operator.sub, lambda _a, _b: (1, -1)),
    "*": (operator.mul, lambda a, b: (b, a)),
    "/": (operator.truediv, lambda a, b: (1 / b, -a / b**2)),
}
#: How far the quotients of half-width and standard error may differ, of cells of one confidence.
ALIKE = 0.02


def work_out(first: Any, sign: str, second: Any) -> Any:
    """Return what a sign of `OPERATIONS` makes of two operands, one of them a `shilu.values.value.Value`.

    A number beside a value is a factor or divisor (of units), or the 1 that a share is taken from.

    Raises
    ------
    UserError
        An operand is no number, units differ, a division by zero, a typed number that would be bound to
        nothing, or uncertainties whose joint variation is not known.
    """
    value = first if hasattr(first, "terms") else second
    operands = [_operand(side, sign, value) for side in (first, second)]
    compute, derivatives = OPERATIONS[sign]
    numbers = [float(operand) if hasattr(operand, "terms") else operand for operand in operands]
    if sign == "/" and not numbers[1]:
        raise UserError(f"{value.name}: a division by zero; write an {{% if %}} around it")
    if all(hasattr(side, "terms") and isinstance(side.raw, int) for side in operands):
        numbers = [side.raw for side in operands]
    raw = compute(*numbers)
    computed = replace(
        value,
        name=_joined(operands, sign, "name"),
        written=_joined(operands, sign, "written"),
        raw=raw,
        text=digits.exact(raw).replace(digits.MINUS, "-"),
        unit=_unit(operands, sign),
        uncertainty=None,
        bounds=None,
        exact=all(side.exact for side in operands if hasattr(side, "terms")),
        digits=None,
        sources=tuple(source for side in operands if hasattr(side, "terms") for source in side.sources),
        form="plain",
        places=None,
        place="",
        sample=None,
        terms=_terms(operands, derivatives(*numbers)),
    )
    return replace(computed, uncertainty=_half_width(computed))


def require_one_unit(first: Any, second: Any) -> None:
    """Raise a `UserError` where two values are of different units."""
    if first.unit and second.unit and first.unit != second.unit:
        raise UserError(
            f"{first.name} is in {first.unit}, {second.name} in {second.unit}; convert one, and say its unit "
            'by | unit("…")'
        )


def told(value: Any) -> str:
    """Return what a value is, for a message that wants it to be something else."""
    return repr(value.text) if value.text else "empty"


def _operand(side, sign, value):
    if hasattr(side, "terms"):
        if not side.is_number:
            raise UserError(f"{side.name}: {sign} wants numbers, this is {told(side)}")
        if not side.exact and side.uncertainty is None:
            raise UserError(f"{side.name}: how far it is uncertain is not known, nor what {sign} makes of it")
        return side
    if isinstance(side, bool) or not isinstance(side, int | float) or not math.isfinite(side):
        raise UserError(f"{value.name}: {sign} wants a cell or a number on the other side, not {side!r}")
    # sum() begins at 0.
    if sign in "+-" and side not in (0, 1):
        raise UserError(
            f"{value.name}: {side!r} beside {sign} is bound to nothing; name a cell that has it, or write 1 "
            "for the whole of a share"
        )
    return side


def _joined(operands, sign, attribute):
    # With the brackets that its operands need beside this sign.
    texts = []
    for side in operands:
        text = getattr(side, attribute) if hasattr(side, "terms") else f"{side!r}"
        computed = hasattr(side, "terms") and any(f" {other} " in text for other in OPERATIONS)
        texts.append(f"({text})" if computed and (sign in "*/" or side is operands[1]) else text)
    return f" {sign} ".join(texts)


def _unit(operands, sign):
    first, second = (side.unit if hasattr(side, "terms") else None for side in operands)
    if sign in "+-":
        if first is not None and second is not None:
            require_one_unit(*operands)
        return first or second or ""
    if None in (first, second):
        inverse = sign == "/" and first is None and second not in ("", "fraction")
        return f"1/{second}" if inverse else first or second or ""
    factors = [name for name in (first, second) if name not in ("", "fraction")]
    if sign == "*":
        return "·".join(factors)
    if first == second:
        return ""
    return f"{first if first in factors else '1'}/{second}" if second in factors else first


def _terms(operands, derivatives):
    # By the name of the cell: one that stands in both operands varies with itself.
    cells, slopes = {}, {}
    for side, by in zip(operands, derivatives, strict=True):
        own = getattr(side, "terms", ()) or ([(side, 1.0)] if getattr(side, "uncertainty", None) else [])
        for cell, slope in own:
            cells[cell.name] = cell
            slopes[cell.name] = slopes.get(cell.name, 0.0) + by * slope
    return tuple((cells[name], slope) for name, slope in slopes.items())


def _half_width(value):
    terms = [(cell, slope) for cell, slope in value.terms if slope]
    if not terms:
        return None if value.exact else 0.0
    if len(terms) == 1:
        (cell, slope) = terms[0]
        return abs(slope) * cell.uncertainty
    if all(cell.independent for cell, _ in terms):
        return math.hypot(*(slope * cell.uncertainty for cell, slope in terms))
    return _paired(value, terms)


def _paired(value, terms):
    # The delta method (Cramér 1946, Mathematical Methods of Statistics, 28.4): the mean of what the
    # repetitions make of the tangent has the standard error of the result; the factor from that to its
    # half-width is the one of the cells.
    samples = [_sample(value, cell) for cell, _ in terms]
    origin, repetitions = samples[0][0], samples[0][1].keys()
    for (cell, _), (other, sample) in zip(terms, samples, strict=True):
        if other != origin or sample.keys() != repetitions:
            raise _refused(value, f"{cell.name} and {terms[0][0].name} do not share their repetitions")
    count, factors = len(repetitions), []
    for (cell, _), (_, sample) in zip(terms, samples, strict=True):
        error = statistics.stdev(sample.values()) / math.sqrt(count) if count > 1 else 0.0
        if error:
            factors.append(cell.uncertainty / error)
    if factors and max(factors) > (1 + ALIKE) * min(factors):
        raise _refused(value, "their half-widths are not of one confidence, or not of means")
    tangent = [
        math.fsum(slope * sample[repetition] for (_, slope), (_, sample) in zip(terms, samples, strict=True))
        for repetition in repetitions
    ]
    return max(factors, default=0.0) * statistics.stdev(tangent) / math.sqrt(count) if count > 1 else None


def _sample(value, cell):
    if cell.sample is None:
        raise _refused(value, f"no table says what {cell.name} is the mean of")
    try:
        return cell.sample()
    except UserError as error:
        raise _refused(value, str(error)) from error


def _refused(value, reason):
    return UserError(
        f"{value.name}: half-widths do not say how its cells vary together ({reason}); say in the schema "
        "what its rows are made from (source, with on and over) and the columns are means of (mean_of), or "
        "that the rows share nothing (source.independent), or put the result into a column of its own"
    )
