"""Limits of protocols: how long, how fast and how much the body is modelled for; beyond them an error says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from epsom import tables, units
from epsom.body.balance import ORGANS
from epsom.quantities import quantity

if TYPE_CHECKING:
    from epsom.studies.protocol import Arm, Given, Sessions, Stretch, Taken

TABLE = "studies/limits.toml"
Refusal = Callable[[str], Exception]


def check(arm: Arm, where: str, error: Refusal) -> None:
    """Raise ``error`` for an arm that is longer, or begins elsewhere, than the body is modelled for."""
    longest = tables.number(TABLE, "longest_protocol")
    if arm.days > longest:
        raise error(
            f"{where} lasts {arm.days:g} days; the body is modelled for up to {longest:g}, because a person ages"
            " meanwhile and the parameters do not. Make it shorter, or several protocols of it."
        )
    if arm.serum is not None:
        _within("serum_magnesium", arm.serum, f"{where}: serum", error)


def check_stretch(stretch: Stretch, weight: float, where: str, error: Refusal) -> None:
    """Raise ``error`` for a stretch that asks for more than is possible; ``weight`` [kg] is that of the heaviest."""
    if not stretch.days > 0:
        raise error(f"{where}: a phase of {stretch.days:g} days. Give each phase a length above zero.")
    for name in ("intake_mg", "added_mg"):
        _milligrams(name, getattr(stretch, name), where, error)
    if stretch.meals < 1 or stretch.doses < 1:
        raise error(f"{where}: meals and doses are counted from 1.")
    for name in ("phytate", "oxalate"):
        each = getattr(stretch, f"{name}_mmol") / stretch.meals
        _within(name, each, f"{where}: {name}_mmol in each of {stretch.meals} meals", error)
    if stretch.pregnancy_week is not None:
        _within("pregnancy_week", stretch.pregnancy_week, f"{where}: pregnancy_week", error)
    for one in stretch.infusion:
        _check_infusion(one, stretch, weight, where, error)
    for one in stretch.dose:
        _check_dose(one, stretch, where, error)
    if stretch.dialysis is not None:
        _check_sessions(stretch.dialysis, stretch, where, error)
    if stretch.meal is not None:
        _milligrams("mg of a meal", stretch.meal.mg, where, error)


def _check_infusion(one: Given, stretch: Stretch, weight: float, where: str, error: Refusal) -> None:
    fastest = tables.number(TABLE, "fastest_infusion")
    _inside(one.start_h, one.hours, stretch, f"{where}: an infusion", error)
    if (one.mmol > 0) == (one.mmol_per_kg > 0):
        raise error(f"{where}: an infusion needs one of mmol and mmol_per_kg, above zero.")
    rate = one.mmol / one.hours if one.mmol else weight * one.mmol_per_kg / one.hours
    if rate > fastest:
        raise error(
            f"{where}: an infusion of {rate:.3g} mmol/h; the fastest ever used is about {fastest:g} mmol/h."
            " Check mmol against grams of a salt: 1 g of magnesium sulfate is 4.06 mmol."
        )
    _share(one.labelled, f"{where}: labelled of an infusion", error)


def _check_dose(one: Taken, stretch: Stretch, where: str, error: Refusal) -> None:
    if not 0 <= one.hour / 24.0 < stretch.days:
        raise error(
            f"{where}: a dose at hour {one.hour:g} of a phase of {24 * stretch.days:g} hours. Give it an hour before"
            " the phase ends."
        )
    for name in ("mg", "with_mg"):
        _milligrams(f"{name} of a dose", getattr(one, name), where, error)
    for name in ("phytate", "oxalate"):
        _within(name, getattr(one, f"{name}_mmol"), f"{where}: {name}_mmol of a dose", error)
    _share(one.labelled, f"{where}: labelled of a dose", error)


def _check_sessions(one: Sessions, stretch: Stretch, where: str, error: Refusal) -> None:
    _within("dialysate_magnesium", one.dialysate, f"{where}: dialysate", error)
    known, per_day = quantity("dialyser_clearance"), units.factor("mL/min", "L/day")
    if not known.low < one.clearance * per_day <= known.high:
        most = known.high / per_day
        raise error(
            f"{where}: clearance = {one.clearance:g} mL/min; a dialyser has more than 0 and up to {most:.0f} mL/min."
            " Check units?"
        )
    if not one.per_week:
        _inside(one.start_h, one.hours, stretch, f"{where}: a session of dialysis", error)
    elif not 0 < one.per_week * one.hours <= 7 * 24 or one.hours <= 0 or one.start_h < 0:
        raise error(f"{where}: {one.per_week:g} sessions of {one.hours:g} hours do not fit into a week.")


def check_parameters(parameters: Mapping[str, float], place: str, error: Refusal) -> None:
    """Raise ``error`` for a parameter that the body does not have, or a value that nobody has."""
    for name, value in parameters.items():
        organ, _, row = name.partition(".")
        known = tables.rows(ORGANS[organ][1]) if organ in ORGANS else {}
        if row not in known:
            names = ", ".join(f"{organ}.{one}" for one in known) or ", ".join(ORGANS)
            raise error(f"{place}: {name!r} is no parameter of the body. There are: {names}.")
        _within(row, value, f"{place}: {name}", error)


def _milligrams(name: str, value: float, where: str, error: Refusal) -> None:
    most = units.milligrams(quantity("intake").high)
    if not 0 <= value <= most:
        raise error(f"{where}: {name} = {value:g}; between 0 and {most:.0f} mg/day is possible.")


def _share(value: float, what: str, error: Refusal) -> None:
    if not 0 <= value <= 1:
        raise error(f"{what} = {value:g}: it is a share of the magnesium given, from 0 to 1.")


def _within(name: str, value: float, what: str, error: Refusal) -> None:
    known = quantity(name)
    if not known.low <= value <= known.high:
        raise error(f"{what} = {value:g} {known.unit}; {known.low:g} to {known.high:g} is possible. Check units?")


def _inside(start: float, hours: float, stretch: Stretch, what: str, error: Refusal) -> None:
    if not (start >= 0 and hours > 0 and start + hours <= 24.0 * stretch.days + 1e-6):
        raise error(f"{what} from hour {start:g} for {hours:g} hours lies outside its phase of {24 * stretch.days:g}.")
