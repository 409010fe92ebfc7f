"""Explains a word or a number: what it means, in which unit, how large it is, and who says so.

Each kind of name has its room in ``explaining``; nothing heavy is imported before a name of its kind is asked for.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from epsom.errors import InputError
from epsom.interfaces.explaining import body, laboratory, needs, outcomes, plate, words
from epsom.interfaces.explaining.nouns import Explanation, citation, plain
from epsom.interfaces.explaining.sourced import Sourced, sourced

__all__ = ["BETWEEN", "Explanation", "Sourced", "citation", "explain", "names", "sourced"]

BETWEEN = "; "
"""What stands between the names that a page gives for one of its numbers."""


def explain(name: str) -> list[Explanation]:
    """Return all that goes by this name: words, numbers with their sources, foods, evidence, fluxes.

    ``gut.absorbed`` and ``absorbed`` both work, and so do several names at once, as a page gives them with a semicolon
    between; InputError with the nearest names for an unknown one.
    """
    if len(several := [part for part in name.split(BETWEEN.strip()) if part.strip()]) > 1:
        return [one for part in several for one in explain(part.strip())]
    wanted = plain(name)
    numbers = [*words.numbers(wanted)]
    found = [*words.terms(wanted), *numbers, *body.fluxes(wanted), *body.organs(wanted), *body.causes(wanted)]
    found += [*outcomes.outcomes(wanted), *outcomes.rows(wanted), *outcomes.judgements(wanted)]
    found += [*outcomes.baselines(wanted), *needs.reference_values(wanted), *words.publications(wanted)]
    found += [*laboratory.measured(wanted), *laboratory.tools(wanted)]
    if not numbers:
        found += words.measures(wanted)
    found += [*plate.salts_and_supplements(wanted), *plate.foods(wanted, any_words=not found)]
    found = found or [*words.rows_of_tables(wanted)]
    if found:
        return found
    near = get_close_matches(wanted, names(), n=3, cutoff=0.5)
    hint = f"Nearest: {', '.join(near)}." if near else "Words that always work: deficit, adequacy, limit."
    raise InputError(f"{name!r} is no word or number I can explain. {hint}")


@cache
def names() -> tuple[str, ...]:
    """Return every name that ``explain`` knows; foods answer to more words than these."""
    return tuple(sorted({name for room in (words, body, outcomes, needs, plate, laboratory) for name in room.names()}))
