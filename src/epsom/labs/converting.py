"""Converting: the same reading in another unit, with the analyte in hand and no digit more than was printed.

Equivalents count charge, so 1 mEq of magnesium is half a mmol and 1 mEq of potassium a whole one; a mass of a salt is
not the mass of its magnesium. What cannot be told is refused with all that it could be, never guessed from its size.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import ceil, log10

from epsom import units
from epsom.errors import InputError
from epsom.labs.analytes import Analyte, analyte, analytes
from epsom.quantities import quantity

MAGNESIUM = "magnesium"
OTHER_NAMES = {
    "mg": "magnesium", "mg2+": "magnesium", "mg++": "magnesium", "ca": "calcium", "ca2+": "calcium",
    "k": "potassium", "k+": "potassium", "po4": "phosphate", "phosphorus": "phosphate",
    "inorganic_phosphate": "phosphate", "ionized_magnesium": "ionised_magnesium", "free_magnesium": "ionised_magnesium",
    "img": "ionised_magnesium", "ionized_calcium": "ionised_calcium", "free_calcium": "ionised_calcium",
    "rbc_magnesium": "red_cell_magnesium", "erythrocyte_magnesium": "red_cell_magnesium",
    "plasma_magnesium": "serum_magnesium", "total_magnesium": "serum_magnesium", "serum_calcium": "total_calcium",
    "plasma_calcium": "total_calcium", "plasma_potassium": "serum_potassium",
    "24_h_urine_magnesium": "urine_magnesium", "24h_urine_magnesium": "urine_magnesium",
    "24_hour_urine_magnesium": "urine_magnesium", "urinary_magnesium": "urine_magnesium",
    "24_h_urine_calcium": "urine_calcium", "24_hour_urine_calcium": "urine_calcium",
    "pth": "parathyroid_hormone", "intact_pth": "parathyroid_hormone", "parathyrin": "parathyroid_hormone",
    "vitamin_d": "vitamin_d_25", "25_oh_d": "vitamin_d_25", "25_ohd": "vitamin_d_25",
    "25_oh_vitamin_d": "vitamin_d_25", "25_hydroxyvitamin_d": "vitamin_d_25", "calcidiol": "vitamin_d_25",
    "calcifediol": "vitamin_d_25", "1,25_dihydroxyvitamin_d": "calcitriol", "1,25_oh_2d": "calcitriol",
    "1,25_oh_2_d": "calcitriol", "a1c": "hba1c", "glycated_haemoglobin": "hba1c", "glycated_hemoglobin": "hba1c",
    "blood_sugar": "glucose", "gfr": "egfr",
}  # fmt: skip
"""Other ways of writing a name, as they are compared: small letters, with underscores for all between words."""
_OF_BLOOD = ("serum_", "plasma_", "blood_")
_BOUND = re.compile(r"^\s*([<>≤≥])\s*(.+)$", re.S)
_VOLUME_OF = re.compile(r"^\s*([\d.,]+)\s*(m?l)(?:\s+of)?\s+([\d.,]+)\s*%\s*(?:solution)?\s*$", re.I)
_OF_METAL = re.compile(r"\s*\b(?:elemental|elementary|of magnesium|magnesium)\b\s*", re.I)
_OF_SALT = re.compile(r"\s*\b(?:of (?:the )?salt|salt)\b\s*", re.I)
_SOLUTION = "%"
"""Strength of a solution of a salt: grams of the salt in 100 mL."""


@dataclass(frozen=True)
class Matter:
    """What is converted: a name, the substance whose mass, amount and charge its units count, and usual units.

    ``share`` is the share of magnesium in the mass of a salt, None where no salt is meant. ``like`` is a unit that all
    its units must be convertible to, empty where any kind of amount goes.
    """

    name: str
    substance: str | None
    accepts: tuple[str, ...]
    like: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Converted:
    """A value in the unit asked for; what was printed says that it lies in [low, high].

    ``bound`` is < or > where a bound was told. ``shown`` has as many digits as the printed number bears; a dose of a
    salt is shown with three, as 1 g of it is weighed and not rounded.
    """

    value: float
    unit: str
    low: float
    high: float
    bound: str
    shown: str
    told: str
    of: str


def matter(name: str) -> Matter:
    """Return what goes by this name: an analyte such as serum_magnesium, or a substance such as magnesium.

    InputError with the nearest names for one that is neither.
    """
    wanted, kept = known_as(name), _kept()
    if wanted in kept:
        return Matter(kept[wanted], kept[wanted], _usual(kept[wanted]))
    if wanted in analytes():
        found = analytes()[wanted]
        return Matter(wanted, found.substance, found.accepts, like=found.unit)
    known = (*analytes(), *kept.values())
    near = dict.fromkeys(get_close_matches(wanted, known, n=3, cutoff=0.6))
    listed = ", ".join(dict.fromkeys(known))
    hint = f"Nearest: {', '.join(near)}." if near else f"Known: {listed}, and the salts of magnesium."
    raise InputError(f"{name!r} is no analyte and no substance I can convert. {hint}")


def measured(name: str) -> Analyte:
    """Return the analyte that goes by this name; InputError for a substance that several analytes measure."""
    wanted, kept = known_as(name), _kept()
    if wanted in kept and wanted not in analytes():
        several = [one.name for one in analytes().values() if one.substance == kept[wanted]]
        if len(several) == 1:
            return analytes()[several[0]]
        raise InputError(f"{name!r} could be {', '.join(several[:-1])} or {several[-1]}. Say which was measured.")
    return analyte(wanted)


def known_as(name: str) -> str:
    """Return the name by which we know something that laboratories write in many ways; itself where we do not."""
    wanted = re.sub(r"[\s()_-]+", "_", name.strip().casefold()).strip("_")
    forms = [wanted, *(wanted.removeprefix(of) for of in _OF_BLOOD if wanted.startswith(of))]
    for form in forms:
        found = OTHER_NAMES.get(form, form)
        if found in analytes() or found in _kept():
            return found
    return wanted


def _kept() -> dict[str, str]:
    """Return the substances by their names as names are compared."""
    return {re.sub(r"[\s-]+", "_", one.casefold()): one for one in units.substances()}


def salt(name: str, molar_mass: float, atoms: float) -> Matter:
    """Return a salt of magnesium as something to convert, from its molar mass [g/mol] and atoms per formula."""
    share = atoms * units.substances()[MAGNESIUM].molar_mass / molar_mass
    return Matter(name, MAGNESIUM, ("g", "mg elemental", "mmol", "mEq"), share=share)


def convert(text: str, target: str, what: Matter) -> Converted:
    """Return a number with its unit in another unit.

    A ``<`` or ``>`` before it is kept. The amount of a salt is that of its magnesium, and the mass of a salt is its own
    mass unless the unit says ``elemental``. InputError for a number without a unit (naming all that it could be), for
    an unknown unit and for one that this cannot have.
    """
    match = _BOUND.match(units.plain(text))
    sign, rest = (match[1], match[2]) if match else ("", units.plain(text))
    bound = {"≤": "<", "≥": ">"}.get(sign, sign)
    unit = " ".join(target.split())
    if what.share is not None:
        found = _of_salt(rest, unit, what)
    else:
        _check(unit, what)
        usual = _convertible(unit, what)
        try:
            found = units.read(rest, name=what.name, unit=unit, accepts=usual, substance=what.substance)
        except InputError:
            _mismatch(rest, unit, what)
            raise
    if found.value < 0 and not _below_zero(what):
        raise InputError(f"{what.name} = {rest!r} is below zero, and no amount is. Check the number.")
    ends = sorted((found.low, found.high))
    if not _below_zero(what):
        ends = [max(end, 0.0) for end in ends]
    if bound:
        ends = [0.0, found.value] if bound == "<" else [found.value, float("inf")]
    digits = _digits(found) if what.share is None and not bound else f"{found.value:.3g}"
    shown = f"{sign} {digits}".strip()
    return Converted(found.value, unit, ends[0], ends[1], bound, shown, " ".join(text.split()), what.name)


def _below_zero(what: Matter) -> bool:
    """Tell whether this can be negative: of all that is measured only a retained share."""
    return what.name in analytes() and quantity(what.name).low < 0


def _mismatch(text: str, target: str, what: Matter) -> None:
    """Raise InputError where two units that both exist do not turn into each other, and say so of both."""
    unit = units.parts(text)[2]
    try:
        units.converted(1.0, unit, target, what.substance)
    except ValueError:
        usual = ", ".join(dict.fromkeys((*_convertible(target, what), *what.accepts)))
        raise InputError(
            f"{what.name} = {text!r}: {unit!r} cannot be its unit where {target!r} is asked for; arithmetic alone does "
            f"not turn the one into the other. Units of {what.name}: {usual}."
        ) from None
    except KeyError:
        return


def printed(name: str, text: str) -> units.Told:
    """Return a reading of an analyte in the analyte's unit, its text kept as it was written; a bound has open ends.

    InputError without a unit, and for one that the analyte cannot have. Whether it is plausible is not asked here.
    """
    what = analyte(name)
    found = convert(text, what.unit, Matter(name, what.substance, what.accepts, like=what.unit))
    return units.Told(found.value, found.low, found.high, found.told)


def _digits(found: units.Told) -> str:
    """Return a value with the digits that the printed rounding leaves it, and not one less."""
    width = abs(found.high - found.low)
    if not width:
        return f"{found.value:g}"
    return f"{found.value:.{max(0, ceil(-log10(width) - 1e-9))}f}"


def _check(unit: str, what: Matter) -> None:
    """Raise InputError for a target that is no unit, or not one of this matter."""
    usual = ", ".join(what.accepts)
    try:
        units.converted(1.0, unit, what.like or unit, what.substance)
    except KeyError:
        raise InputError(f"{unit!r} is no unit I know. Use one of: {usual}.") from None
    except ValueError:
        raise InputError(f"{unit!r} cannot be a unit of {what.name}. Use one of: {usual}.") from None


def _convertible(target: str, what: Matter) -> tuple[str, ...]:
    """Return the usual units that this target can be told in; the target itself where none can."""
    found: list[str] = []
    for unit in what.accepts:
        with suppress(ValueError):
            units.converted(1.0, unit, target, what.substance)
            found.append(unit)
    return tuple(found) or (target,)


def _usual(substance: str) -> tuple[str, ...]:
    """Return the units a substance is told in where nobody says of what: those of the analytes that count it."""
    found = [unit for one in analytes().values() if one.substance == substance for unit in one.accepts]
    return tuple(dict.fromkeys(found)) or ("g", "mg", "mmol")


def _of_salt(text: str, target: str, what: Matter) -> units.Told:
    """Return the amount, charge, mass or concentration of a salt or of the magnesium in it."""
    assert what.share is not None
    if volume := _VOLUME_OF.match(text):
        amount = f"{volume[1]} {volume[2]}"
        litres = units.read(amount, name=what.name, unit="L", accepts=("mL", "L"))
        strength = _of_salt(f"{volume[3]} %", _per_litre(target), what)
        times = (litres.value * strength.value, litres.low * strength.low, litres.high * strength.high)
        return replace(strength, value=times[0], low=times[1], high=times[2], text=text)
    goal, of_metal = _kind(target, what, asked=True)
    number, _, told_unit = text.strip().partition(" ")
    if not told_unit and (glued := re.match(r"^([-+]?[\d.,]+(?:e[-+]?\d+)?)(\D.*)$", text.strip(), re.I)):
        number, told_unit = glued[1], glued[2]
    if not told_unit.strip():
        readings = " or ".join(f'"{text.strip()} {unit}"' for unit in ("g", "g elemental", "mmol", "mEq"))
        raise InputError(
            f"{what.name} = {text.strip()} has no unit. Say {readings}: a gram of a salt is not one of magnesium."
        )
    unit, from_metal = _kind(told_unit, what, asked=False)
    found = units.read(f"{number} {unit}", name=what.name, unit=goal, accepts=what.accepts, substance=MAGNESIUM)
    factor = (1.0 if from_metal else what.share) / (1.0 if of_metal else what.share)
    return replace(found, value=found.value * factor, low=found.low * factor, high=found.high * factor)


def _per_litre(target: str) -> str:
    bare = _OF_METAL.sub(" ", _OF_SALT.sub(" ", target)).strip()
    return f"{bare}/L{target[len(bare) :]}"


def _kind(unit: str, what: Matter, *, asked: bool) -> tuple[str, bool]:
    """Return a unit without the words that say of what, and whether it counts the magnesium and not the salt."""
    bare = _OF_METAL.sub(" ", _OF_SALT.sub(" ", unit)).strip()
    metal, whole = bool(_OF_METAL.search(unit)), bool(_OF_SALT.search(unit))
    if bare == _SOLUTION:
        return "g/dL", False
    try:
        mass = units.counts(bare) == "mass"
    except (KeyError, ValueError):
        raise InputError(f"{bare!r} is no unit I know. Use one of: {', '.join(what.accepts)}.") from None
    if asked and mass and not metal and not whole:
        raise InputError(
            f"{unit!r} of {what.name} could be the mass of its magnesium or of the salt."
            f' Say "{unit} elemental" or "{unit} salt".'
        )
    return bare, metal or not mass
