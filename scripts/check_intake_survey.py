"""Hold the survey of what people eat, as Epsom reads it, against what others have printed of the same survey.

Reads NHANES 2011 to 2018 (DEMO, DR1TOT, DR2TOT of cycles G to J, as parquet) beside the checkout, which are never
shipped or committed, and prints, published against ours:

    1  energy, protein and fibre of one day by age, males, 2013-14, with standard errors: to the last printed digit
    2  magnesium of one day, four cycles, with standard errors
    3  usual magnesium and who is below the average requirement, 2013-16 and 2015-18, errors by leaving out each place
    4  the same by full maximum likelihood and many draws, which is slower and shares only the back-transformation
    5  what taking one day for a habit would say

    python scripts/check_intake_survey.py [--nhanes DIR] [--points]        a minute; --points leaves out the errors

Exits with 1 if anything lies outside what is allowed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from epsom.population import survey
from epsom.population.nation import ADULT, Group, Nation, counted_in, groups, nation, one_day
from epsom.population.recalls import Recalls, read
from epsom.population.survey import Figure
from epsom.population.usual import Habits, Usual, scale

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "nhanes"
Array = NDArray[np.float64]

# What We Eat in America, Table 1, NHANES 2013-14, males, day 1: ages, people, kcal, g protein, g fibre, each with its
# standard error, as the US Department of Agriculture prints them.
DAY_ONE = {
    (2, 6): ("337", "1571 (35.2)", "55.8 (2.36)", "12.4 (0.48)"),
    (6, 12): ("537", "2036 (46.2)", "72.9 (2.13)", "15.0 (0.70)"),
    (12, 20): ("646", "2376 (38.2)", "95.5 (3.51)", "16.4 (0.43)"),
    (20, 30): ("424", "2704 (62.5)", "110.8 (3.32)", "17.7 (0.80)"),
    (30, 40): ("429", "2622 (68.0)", "102.0 (2.03)", "19.1 (0.53)"),
    (40, 50): ("410", "2520 (45.3)", "101.9 (2.65)", "19.0 (0.70)"),
    (50, 60): ("398", "2493 (77.7)", "96.7 (1.98)", "19.5 (0.91)"),
    (60, 70): ("395", "2253 (51.7)", "86.9 (2.11)", "18.9 (0.91)"),
}
PRINTED = {"energy": ("{:.0f}", "{:.1f}"), "protein": ("{:.1f}", "{:.2f}"), "fibre": ("{:.1f}", "{:.2f}")}

# Magnesium of day 1 [mg], same people and weights, computed on the same tables by other code.
MAGNESIUM = {
    "G": ("356.5 (6.5)", "274.2 (4.0)", "296.6 (4.1)"),
    "H": ("345.0 (4.6)", "268.1 (3.7)", "288.4 (3.1)"),
    "I": ("344.6 (6.7)", "271.6 (5.1)", "288.6 (5.0)"),
    "J": ("342.5 (4.4)", "271.4 (6.1)", "288.6 (3.7)"),
}
KINDS = ("men 20+", "women 20+", "all 2+")

# Below the average requirement [%] with its standard error, computed on the same tables by other code: mean [mg] and
# share in 2013-16, share in 2015-18. The share of everybody in 2013-16 is published as 48 %.
BELOW = {
    "male 9-13": ("262 (6.1)", "26.9 (2.4)", "30.1 (2.2)"),
    "male 14-18": ("286 (7.3)", "74.2 (2.5)", "77.0 (2.1)"),
    "male 19-30": ("334 (6.5)", "54.1 (2.4)", "55.2 (2.5)"),
    "male 31-50": ("354 (4.9)", "54.1 (1.7)", "54.1 (2.3)"),
    "male 51-70": ("354 (5.3)", "54.1 (1.8)", "54.1 (1.9)"),
    "male 71+": ("313 (5.2)", "68.2 (1.8)", "65.9 (2.2)"),
    "female 9-13": ("231 (4.0)", "36.3 (2.1)", "32.3 (2.0)"),
    "female 14-18": ("215 (5.3)", "89.0 (1.6)", "86.6 (1.8)"),
    "female 19-30": ("254 (5.2)", "55.1 (2.7)", "52.4 (3.4)"),
    "female 31-50": ("282 (4.3)", "46.0 (2.1)", "46.5 (2.2)"),
    "female 51-70": ("274 (4.6)", "49.9 (2.3)", "49.3 (3.2)"),
    "female 71+": ("249 (4.8)", "62.7 (2.4)", "61.7 (2.5)"),
    "men 19+": ("345 (3.3)", "55.6 (1.1)", "55.7 (1.2)"),
    "women 19+": ("269 (2.9)", "51.3 (1.4)", "50.7 (2.0)"),
    "all 1+": ("288 (2.8)", "48.5 (1.0)", "48.3 (1.1)"),
}
CYCLES = ("HI", "IJ")
PUBLISHED, ALLOWED, ALLOWED_ERROR = 48.0, 2.0, 0.5  # [%], [points], [points]
WORTH = 3.0  # [points] that a day taken for a habit is too high by, at least, in adults
DRAWS, SEED = 200_000, 20160


class Line(NamedTuple):
    """One thing held against another: where, what, published, ours, and whether it is as near as it must be."""

    where: str
    what: str
    published: str
    ours: str
    well: bool

    def __str__(self) -> str:
        return f"{'  ' if self.well else '! '}{self.where:22} {self.what:26} {self.published:>16} {self.ours:>16}"


def told(text: str) -> tuple[float, float]:
    """Return value and standard error of a printed figure, such as ``48.5 (1.0)``."""
    value, error = text.rstrip(")").split(" (")
    return float(value), float(error)


def first_day(there: Recalls, members: NDArray[np.bool_], nutrient: str = "magnesium") -> Figure:
    """Return the mean of the first day of some people, breast-fed children left out."""
    weights = there.domain(members & ~there.breast_fed)[:, 0]
    return survey.mean(there.eaten[nutrient][:, 0], weights, there.design)


def day_one(folder: Path) -> Iterator[Line]:
    """Yield the 56 figures of one day by age."""
    there = read(folder, "H", tuple(PRINTED))
    for (low, high), (people, *printed) in DAY_ONE.items():
        members = there.male & (there.age >= low) & (there.age < high)
        counted = int(np.count_nonzero(there.domain(members & ~there.breast_fed)[:, 0] > 0))
        where = f"males {low}-{high - 1}"
        yield Line(where, "people", people, str(counted), people == str(counted))
        for (nutrient, forms), text in zip(PRINTED.items(), printed, strict=True):
            found = first_day(there, members, nutrient)
            ours = [form.format(part) for form, part in zip(forms, (found.value, found.error), strict=True)]
            for what, one, other in zip(("", " standard error"), text.rstrip(")").split(" ("), ours, strict=True):
                yield Line(where, nutrient + what, one, other, one == other)


def magnesium(folder: Path) -> Iterator[Line]:
    """Yield the magnesium of one day, four cycles."""
    for cycle, printed in MAGNESIUM.items():
        there = read(folder, cycle)
        grown = there.age >= 20
        for kind, text, members in zip(
            KINDS, printed, (grown & there.male, grown & ~there.male, there.age >= 2), strict=True
        ):
            found = first_day(there, members)
            ours = f"{found.value:.1f} ({found.error:.1f})"
            yield Line(f"cycle {cycle}", kind, text, ours, ours == text)


def name_of(group: Group) -> str:
    span = f"{group.age_lo:g}-{group.age_hi - 1:g}" if group.age_hi < 100 else f"{group.age_lo:g}+"
    return f"{group.sex} {span}"


def chosen() -> dict[str, Callable[[Group], bool]]:
    """Return how each line of the table of usual intakes chooses its groups."""
    found: dict[str, Callable[[Group], bool]] = {
        name_of(group): lambda other, group=group: other == group for group in groups() if name_of(group) in BELOW
    }
    found["men 19+"] = lambda group: group.sex == "male" and group.age_lo >= ADULT
    found["women 19+"] = lambda group: group.sex == "female" and group.age_lo >= ADULT
    found["all 1+"] = lambda group: True
    return found


def usual(there: Recalls, weights: Array) -> Array:
    """Return mean [mg/day] and share below the requirement [%] of each line, one after the other."""
    found = nation(there, weights)
    return np.array([part for which in chosen().values() for part in (found.mean(which), 100 * found.below(which))])


def usual_figures(folder: Path, cycles: str, *, errors: bool) -> dict[str, tuple[Figure, Figure]]:
    """Return mean [mg/day] and share below the requirement [%] by group, errors nan where they are left out."""
    there = read(folder, cycles)
    weights = counted_in(there)
    if errors:
        found = survey.jackknife(lambda some: usual(there, some), weights, there.design)
    else:
        found = tuple(Figure(value, np.nan, 0) for value in map(float, usual(there, weights)))
    return dict(zip(chosen(), zip(found[::2], found[1::2], strict=True), strict=True))


def usual_lines(folder: Path, *, errors: bool) -> Iterator[Line]:
    for column, cycles in enumerate(CYCLES):
        found = usual_figures(folder, cycles, errors=errors)
        for name, (mean, share) in found.items():
            printed = BELOW[name]
            value, error = told(printed[1 + column])
            well = abs(share.value - value) <= ALLOWED
            well &= not errors or abs(share.error - error) <= ALLOWED_ERROR
            if not column:
                mg, mg_error = told(printed[0])
                ours = f"{mean.value:.0f}" if np.isnan(mean.error) else f"{mean.value:.0f} ({mean.error:.1f})"
                yield Line(f"cycles {cycles}, {name}", "mean, mg", printed[0], ours, abs(mean.value - mg) <= mg_error)
            yield Line(f"cycles {cycles}, {name}", "below, %", printed[1 + column], _shown(share), well)
        if not column:
            share = found["all 1+"][1]
            well = abs(share.value - PUBLISHED) <= ALLOWED
            yield Line(f"cycles {cycles}, all 1+", "below, %, published", f"{PUBLISHED:.0f}", _shown(share), well)


def _shown(share: Figure) -> str:
    if np.isnan(share.error):
        return f"{share.value:.1f}"
    return f"{share.value:.1f} ({share.error:.1f})"


def likeliest(found: Habits, amount: Array, weights: Array, weekend: Array, group: Array) -> Habits:
    """Return the habits with the highest likelihood: power, both spreads and all means at once.

    Two days of a person are normal together, with what is between persons as covariance; a person counts as the first
    recall does. Begins at ``found``. Nelder and Mead over the power and two spreads, the means solved for at each step.
    """
    eaten = (weights > 0) & (amount > 0)
    parts: list[tuple[Array, Array, Array, Array]] = []
    for days in ((0,), (0, 1)):
        own = eaten[:, 0] & (eaten[:, 1] == (1 in days))
        for day in days:
            columns = np.zeros((int(own.sum()), len(found.centre) + 2))
            columns[np.arange(len(columns)), group[own]] = 1.0
            columns[:, -2], columns[:, -1] = weekend[own, day], day
            parts.append(
                (columns, amount[own, day], weights[own, 0] / weights[eaten[:, 0], 0].mean(), np.log(amount[own, day]))
            )
    (xs, s, ws, _), (x1, d1, wp, _), (x2, d2, _, _) = parts
    grams = [xs.T @ (ws[:, None] * xs), x1.T @ (wp[:, None] * x1) + x2.T @ (wp[:, None] * x2)]
    cross = x1.T @ (wp[:, None] * x2)
    logs = float(sum(weight @ log for _, _, weight, log in parts))

    def solved(at: Array) -> tuple[float, Array]:
        power, between, within = float(at[0]), float(np.exp(at[1])), float(np.exp(at[2]))
        both = between + within
        single, corner, off = 1 / both, both / (both**2 - between**2), -between / (both**2 - between**2)
        ys, y1, y2 = (scale(part, power) for part in (s, d1, d2))
        normal = single * grams[0] + corner * grams[1] + off * (cross + cross.T)
        right = single * (xs.T @ (ws * ys)) + corner * (x1.T @ (wp * y1) + x2.T @ (wp * y2))
        right += off * (x1.T @ (wp * y2) + x2.T @ (wp * y1))
        beta = np.linalg.solve(normal, right)
        square = single * (ws @ ys**2) + corner * (wp @ (y1**2 + y2**2)) + 2 * off * (wp @ (y1 * y2)) - right @ beta
        size = ws.sum() * np.log(both) + wp.sum() * np.log(both**2 - between**2)
        return float(size + square - 2 * (power - 1) * logs), beta

    begin = np.array([found.power, 2 * np.log(found.between), 2 * np.log(found.within)])
    best = minimize(lambda at: solved(at)[0], begin, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-4})
    if not best.success:
        raise SystemExit(f"The likelihood was not climbed to its top: {best.message}")
    beta = solved(best.x)[1]
    between, within = np.exp(best.x[1:] / 2)
    return Habits(
        float(best.x[0]), beta[:-2], float(beta[-2]), float(beta[-1]), float(between), float(within),
        found.recalls, found.pairs, found.fasts,
    )  # fmt: skip


def drawn(person: Usual, value: float, rng: np.random.Generator) -> float:
    """Return the share [%] below a value among many drawn people."""
    return 100 * float(np.mean(person.at(rng.normal(0.0, person.habits.between, DRAWS)) < value))


def likelihood_lines(folder: Path, cycles: str = CYCLES[0]) -> Iterator[Line]:
    """Yield our share below the requirement beside that of maximum likelihood with many draws, in every group."""
    there = read(folder, cycles)
    weights, own, rng = counted_in(there), groups(), np.random.default_rng(SEED)
    ours = nation(there, weights)
    slow = np.zeros(len(own))
    for spread, found in ours.spreads.items():
        among = [k for k, group in enumerate(own) if group.spread == spread]
        number = np.full(len(there.age), -1)
        for position, k in enumerate(among):
            number[own[k].members(there)] = position
        kept = number >= 0
        best = likeliest(found, there.eaten["magnesium"][kept], weights[kept], there.weekend[kept], number[kept])
        for position, k in enumerate(among):
            slow[k] = drawn(best.of(position), own[k].requirement.value, rng)
    for k, group in enumerate(own):
        quick = 100 * ours.below(lambda other, group=group: other == group)
        well = abs(quick - slow[k]) <= ALLOWED
        yield Line(name_of(group), "below, %", f"{slow[k]:.1f}", f"{quick:.1f}", well)
    everybody = _average(slow, ours)
    quick = 100 * ours.below()
    yield Line("all 1+", "below, %", f"{everybody:.1f}", f"{quick:.1f}", abs(quick - everybody) <= ALLOWED)


def _average(shares: Array, of: Nation) -> float:
    return float(np.average(shares, weights=of.people))


def one_day_lines(folder: Path, cycles: str = CYCLES[0]) -> Iterator[Line]:
    """Yield what one day says and what habit says, of adults and of everybody."""
    there = read(folder, cycles)
    weights = counted_in(there)
    found = nation(there, weights)
    for name, least, worth in (("adults 19+", ADULT, WORTH), ("all 1+", 0.0, 0.0)):
        day = 100 * one_day(there, weights, lambda group, least=least: group.age_lo >= least)
        habit = 100 * found.below(lambda group, least=least: group.age_lo >= least)
        yield Line(name, "below, %", f"{day:.1f}", f"{habit:.1f}", day - habit > worth)


def main() -> int:
    parser = argparse.ArgumentParser(description="Hold the intake survey against what others have printed of it.")
    parser.add_argument("--nhanes", type=Path, default=FOLDER, help="folder with DEMO_H.parquet and the others")
    parser.add_argument("--points", action="store_true", help="leave out the errors of usual intakes")
    asked = parser.parse_args()
    outside = 0
    for title, heads, lines in (
        ("One day by age, males, 2013-14", ("published", "ours"), day_one(asked.nhanes)),
        ("Magnesium of one day", ("other code", "ours"), magnesium(asked.nhanes)),
        ("Usual magnesium", ("other code", "ours"), usual_lines(asked.nhanes, errors=not asked.points)),
        ("Full likelihood and many draws", ("likelihood", "ours"), likelihood_lines(asked.nhanes)),
        ("One day taken for a habit", ("one day", "habit"), one_day_lines(asked.nhanes)),
    ):
        print(f"\n{title}\n  {'':22} {'':26} {heads[0]:>16} {heads[1]:>16}")
        shown = list(lines)
        print(*shown, sep="\n")
        missed = sum(not line.well for line in shown)
        outside += missed
        print(f"  {len(shown) - missed} of {len(shown)} as near as they must be")
    return int(outside > 0)


if __name__ == "__main__":
    sys.exit(main())
