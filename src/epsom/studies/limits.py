"""Limits of protocols: how long, how fast and how much the body is modelled for; beyond them an error says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from epsom import tables, units
from epsom.body.balance import ORGANS
from epsom.quantities import quantity

if TYPE_CHECKING:
    from epsom.studies.protocol import Arm, Stretch

TABLE = "studies/limits.toml"
Refusal = Callable[[str], Exception]


def check(arm: Arm, place: str, error: Refusal) -> None:
    """Raise ``error`` for an arm that is longer, or asks for more, than the body is modelled for."""
    where = f"{place}: arm {arm.name!r}" if arm.name else place
    longest = tables.number(TABLE, "longest_protocol")
    if arm.days > longest:
        raise error(
            f"{where} lasts {arm.days:g} days; the body is modelled for up to {longest:g}, because a person ages"
            " meanwhile and the parameters do not. Make it shorter, or several protocols of it."
        )
    if arm.serum is not None:
        _within("serum_magnesium", arm.serum, f"{where}: serum", error)
    for stretch in (arm.before, *arm.stretches):
        _check_stretch(stretch, max(group.person.weight for group in arm.groups), where, error)


def _check_stretch(stretch: Stretch, weight: float, where: str, error: Refusal) -> None:
    if not stretch.days > 0:
        raise error(f"{where}: a phase of {stretch.days:g} days. Give each phase a length above zero.")
    most = units.milligrams(quantity("intake").high)
    for name in ("intake_mg", "added_mg"):
        if not 0 <= getattr(stretch, name) <= most:
            raise error(f"{where}: {name} = {getattr(stretch, name):g}; between 0 and {most:.0f} mg/day is possible.")
    if stretch.meals < 1 or stretch.doses < 1:
        raise error(f"{where}: meals and doses are counted from 1.")
    fastest = tables.number(TABLE, "fastest_infusion")
    for one in stretch.infusion:
        _inside(one.start_h, one.hours, stretch, f"{where}: an infusion", error)
        if (one.mmol > 0) == (one.mmol_per_kg > 0):
            raise error(f"{where}: an infusion needs one of mmol and mmol_per_kg, above zero.")
        rate = one.mmol / one.hours if one.mmol else weight * one.mmol_per_kg / one.hours
        if rate > fastest:
            raise error(
                f"{where}: an infusion of {rate:.3g} mmol/h; the fastest ever used is about {fastest:g} mmol/h."
                " Check mmol against grams of a salt: 1 g of magnesium sulfate is 4.06 mmol."
            )
    for dose in stretch.dose:
        if not 0 <= dose.hour / 24.0 <= stretch.days:
            raise error(f"{where}: a dose at hour {dose.hour:g} of a phase of {24 * stretch.days:g} hours.")
    if stretch.dialysis is not None:
        one = stretch.dialysis
        _within("dialysate_magnesium", one.dialysate, f"{where}: dialysate", error)
        if not one.per_week:
            _inside(one.start_h, one.hours, stretch, f"{where}: a session of dialysis", error)
        elif not 0 < one.per_week * one.hours <= 7 * 24:
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


def _within(name: str, value: float, what: str, error: Refusal) -> None:
    known = quantity(name)
    if not known.low <= value <= known.high:
        raise error(f"{what} = {value:g} {known.unit}; {known.low:g} to {known.high:g} is possible. Check units?")


def _inside(start: float, hours: float, stretch: Stretch, what: str, error: Refusal) -> None:
    if not (start >= 0 and hours > 0 and start + hours <= 24.0 * stretch.days + 1e-6):
        raise error(f"{what} from hour {start:g} for {hours:g} hours lies outside its phase of {24 * stretch.days:g}.")
