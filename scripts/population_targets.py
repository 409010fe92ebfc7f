"""Population targets: serum magnesium, reported intake and medicines of US adults, as the model must reproduce them.

Reads the NHANES tables beside the checkout (../shared/data/nhanes), which are never shipped or committed, and prints
what a calibration needs. Import it for the same as data: ``adults``, ``targets``, ``correlations`` and ``intake`` from
the calibration half of cycle L (Aug 2021 to Aug 2023), ``users`` and ``medicines`` from cycles G to J (2011 to 2018).

    python scripts/population_targets.py [--nhanes DIR]        about five seconds

Weights: WTPH2YR for serum, which stands beside the blood results and is made for those who gave blood (with WTMEC2YR,
made for all who were examined, the mean rises by 0.001 mg/dL); WTDRD1 for one recall, WTDR2D for two; WTMEC2YR for
medicines. Cycle L has one PSU of each stratum here, so no design-based variance exists for it. Its standard errors
take the effective sample size of Kish, (sum of weights)^2 / sum of squared weights, and overlook that people of one
place are alike; ``error_of_places`` takes the 15 places as drawn with replacement from one urn, which overlooks that
they were drawn from strata, and so is rather too wide than too narrow.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from epsom import units
from epsom.labs.analytes import analyte
from epsom.labs.filtration import estimated_filtration

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "nhanes"
ADULT = 20  # [years], as in the reference, food.md 2.3
BANDS = ((20, 40), (40, 60), (60, 80), (80, math.inf))  # [years]; the survey writes 80 for everybody older
STAGES = ((90, math.inf), (60, 90), (45, 60), (30, 45), (30, 60), (0, 30))  # eGFR, by KDIGO, and 3a with 3b
CREATININE = units.factor("mg/dL", "umol/L", "creatinine")
LEAST = 100  # people in a group that counts as a target, food.md 6.4
LOW, STEP = 1.8, 0.1  # [mg/dL]: what counts as low in food.md 2.3, and the step in which the survey prints magnesium
DRAWS, SEED = 1000, 20211  # of the bootstrap; ours
CYCLES = "GHIJ"  # those with a file of medicines
PLACE = ("SDMVSTRA", "SDMVPSU")

# Names as the survey prints them, by class: ATC A02BC, C03A and C03B, C03C, C03D, A10BK, L04AD, A10BA02.
# Eye drops and ointments have names of their own there.
MEDICINES = {
    "proton pump inhibitor": "ESOMEPRAZOLE; OMEPRAZOLE; PANTOPRAZOLE; LANSOPRAZOLE; DEXLANSOPRAZOLE; RABEPRAZOLE",
    "thiazide": "HYDROCHLOROTHIAZIDE; CHLOROTHIAZIDE; BENDROFLUMETHIAZIDE; METHYCLOTHIAZIDE; CHLORTHALIDONE; INDAPAMIDE"
    "; METOLAZONE; THIAZIDE AND THIAZIDE-LIKE DIURETICS - UNSPECIFIED",
    "loop diuretic": "FUROSEMIDE; TORSEMIDE; BUMETANIDE; ETHACRYNIC ACID",
    "potassium-sparing diuretic": "SPIRONOLACTONE; EPLERENONE; AMILORIDE; TRIAMTERENE",
    "SGLT2 inhibitor": "CANAGLIFLOZIN; DAPAGLIFLOZIN; EMPAGLIFLOZIN; ERTUGLIFLOZIN",
    "calcineurin inhibitor": "TACROLIMUS; CYCLOSPORINE",
    "metformin": "METFORMIN",
}

Column = NDArray[np.float64]
Row = dict[str, float | None]
Place = tuple[int, int]  # stratum, and primary sampling unit in it


class Adult(NamedTuple):
    """One adult of cycle L who was examined; None is not known."""

    sex: str
    age: float
    height: float | None  # [m]
    weight: float | None  # [kg]
    egfr: float | None  # [mL/min/1.73 m2]
    diabetes: bool | None  # told by a doctor; borderline is no
    pregnant: bool
    intake1: float | None  # magnesium of food and drink, without supplements, of a reliable recall [mg/day]
    intake2: float | None
    serum: float | None  # magnesium [mmol/L], printed in steps of 0.1 mg/dL
    people: float  # weights: how many people of the nation this one stands for, by blood, one recall and two
    people1: float
    people2: float
    place: Place


class User(NamedTuple):
    """One examined adult of cycles G to J and the prescribed medicines of the last 30 days, by class."""

    cycle: str
    sex: str
    age: float
    egfr: float | None
    diabetes: bool | None
    pregnant: bool
    medicines: frozenset[str]
    people: float
    place: Place


class Target(NamedTuple):
    """Serum magnesium of a group [mmol/L]."""

    n: int
    effective: float  # sample size by Kish
    mean: float
    sd: float  # of the readings
    own_sd: float  # between the persons' own levels: sd less reading and printing
    error: float  # of the mean, by Kish
    error_of_places: float
    low: float  # share under 1.8 mg/dL


class Correlation(NamedTuple):
    """Weighted Pearson correlation, with the middle 95 % of the bootstrap."""

    n: int
    r: float
    low: float
    high: float


class Intake(NamedTuple):
    """Reported magnesium intake of a group: milligrams of the first day; the rest on the natural logarithm of mg/day.

    The logarithm of a person's usual intake is normal about ``centre + within**2 / 2`` with standard deviation
    ``between``; the logarithm of one recall strays from ``log(usual) - within**2 / 2`` by ``within``.
    """

    n: int
    pairs: int
    mean: float
    sd: float
    centre: float
    between: float
    within: float


class Share(NamedTuple):
    """Share of a group that takes a medicine, with its design-based standard error."""

    n: int
    share: float
    error: float


def filtration(creatinine: float, sex: str, age: float) -> float:
    """Return eGFR [mL/min/1.73 m2] of an adult from serum creatinine as the survey prints it [mg/dL]."""
    return float(estimated_filtration(creatinine * CREATININE, sex, age))


@cache
def table(folder: Path, name: str, columns: tuple[str, ...]) -> dict[int, Row]:
    """Return the columns of one table by person; a missing value is None."""
    rows = parquet.read_table(folder / f"{name}.parquet", columns=["SEQN", *columns]).to_pylist()
    return {row["SEQN"]: row for row in rows}


@cache
def design(folder: Path, cycle: str) -> dict[int, Row]:
    """Return who was drawn in a cycle, from where, and with what weight, by person."""
    return table(folder, f"DEMO_{cycle}", ("RIAGENDR", "RIDAGEYR", "RIDEXPRG", "RIDSTATR", "WTMEC2YR", *PLACE))


def strata(folder: Path, cycles: str) -> list[list[Place]]:
    """Return all places of some cycles by stratum; those of cycle L as one, which is what one PSU of each allows."""
    found: dict[int, set[Place]] = {}
    for cycle in cycles:
        for who in design(folder, cycle).values():
            found.setdefault(0 if cycle == "L" else who["SDMVSTRA"], set()).add(place(who))
    return [sorted(places) for places in found.values()]


def place(who: Row) -> Place:
    return who["SDMVSTRA"], who["SDMVPSU"]


def background(folder: Path, cycle: str) -> dict[int, dict[str, object]]:
    """Return who the examined adults of a cycle are, under the names that Adult and User share."""
    told = table(folder, f"DIQ_{cycle}", ("DIQ010",))
    blood = table(folder, f"BIOPRO_{cycle}", ("LBXSCR",))
    found: dict[int, dict[str, object]] = {}
    for seqn, who in design(folder, cycle).items():
        age, sex = who["RIDAGEYR"], "male" if who["RIAGENDR"] == 1 else "female"
        if age < ADULT or who["RIDSTATR"] != 2:  # 2: interviewed and examined
            continue
        creatinine = blood.get(seqn, {}).get("LBXSCR")
        found[seqn] = {
            "sex": sex,
            "age": age,
            "egfr": None if creatinine is None else filtration(creatinine, sex, age),
            "diabetes": {1: True, 2: False, 3: False}.get(told.get(seqn, {}).get("DIQ010")),
            "pregnant": who["RIDEXPRG"] == 1,
            "place": place(who),
        }
    return found


@cache
def adults(folder: Path = FOLDER) -> tuple[Adult, ...]:
    """Return the examined adults of cycle L, with or without serum, to simulate these very people."""
    size = table(folder, "BMX_L", ("BMXHT", "BMXWT"))
    blood = table(folder, "BIOPRO_L", ("LBXMAGN", "WTPH2YR"))
    first = table(folder, "DR1TOT_L", ("DR1DRSTZ", "DR1TMAGN", "WTDRD1", "WTDR2D"))
    second = table(folder, "DR2TOT_L", ("DR2DRSTZ", "DR2TMAGN"))
    litre = units.factor("mg/dL", "mmol/L", "magnesium")
    found: list[Adult] = []
    for seqn, who in background(folder, "L").items():
        body, lab, day1, day2 = (each.get(seqn, {}) for each in (size, blood, first, second))
        height, serum = body.get("BMXHT"), lab.get("LBXMAGN")
        found.append(
            Adult(
                **who,
                height=None if height is None else height / 100,
                weight=body.get("BMXWT"),
                intake1=day1.get("DR1TMAGN") if day1.get("DR1DRSTZ") == 1 else None,
                intake2=day2.get("DR2TMAGN") if day2.get("DR2DRSTZ") == 1 else None,
                serum=None if serum is None else serum * litre,
                people=lab.get("WTPH2YR") or 0.0,
                people1=day1.get("WTDRD1") or 0.0,
                people2=day1.get("WTDR2D") or 0.0,
            )
        )
    return tuple(found)


def groups(who: Adult | User) -> list[str]:
    """Return the names of all groups to which one person belongs; nobody of unknown diabetes or eGFR is guessed."""
    band = next(span(low, high) for low, high in BANDS if low <= who.age < high)
    told = {True: ["diabetes"], False: ["no diabetes"], None: []}[who.diabetes]
    stages = [] if who.egfr is None else [f"eGFR {span(*stage)}" for stage in STAGES if stage[0] <= who.egfr < stage[1]]
    crossed = [f"{whether}, {stage}" for whether in told for stage in stages]
    pregnant = ["pregnant"] if who.pregnant else []
    return ["everybody", who.sex, band, f"{who.sex} {band}", *told, *stages, *crossed, *pregnant]


def span(low: float, high: float) -> str:
    return f"{low}+" if high == math.inf else f"under {high}" if low == 0 else f"{low}-{high - 1}"


def by_group(people: Iterable[Adult | User]) -> dict[str, list[Adult | User]]:
    """Return the members of every group, in the order in which a table shows them."""
    found: dict[str, list[Adult | User]] = {}
    for who in people:
        for name in groups(who):
            found.setdefault(name, []).append(who)
    ages, stages = [span(*band) for band in BANDS], [f"eGFR {span(*stage)}" for stage in STAGES]
    order = ["everybody", "male", "female", *ages, *(f"{sex} {age}" for sex in ("male", "female") for age in ages)]
    order += ["diabetes", "no diabetes", *stages]
    order += [f"{told}, {stage}" for told in ("diabetes", "no diabetes") for stage in stages]
    return {name: found[name] for name in [*order, "pregnant"] if name in found}


def column(people: Iterable[Adult | User], name: str) -> Column:
    """Return one field of many persons; nan where it is not known."""
    return np.array([math.nan if (value := getattr(who, name)) is None else value for who in people], dtype=float)


def moments(values: Column, weights: Column) -> tuple[float, float]:
    """Return weighted mean and standard deviation."""
    mean = float(np.average(values, weights=weights))
    return mean, math.sqrt(np.average((values - mean) ** 2, weights=weights))


def effective(weights: Column) -> float:
    """Return the sample size of equal weights that would say as much (Kish)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def error_of_places(values: Column, weights: Column, places: list[Place], strata: list[list[Place]]) -> float:
    """Return the standard error of a weighted mean: Taylor, places within strata; one without members counts zero."""
    pulls = weights * (values - np.average(values, weights=weights)) / weights.sum()
    sums: dict[Place, float] = {}
    for where, pull in zip(places, pulls, strict=True):
        sums[where] = sums.get(where, 0.0) + pull
    totals = [np.array([sums.get(each, 0.0) for each in stratum]) for stratum in strata]
    return math.sqrt(sum(len(each) / (len(each) - 1) * ((each - each.mean()) ** 2).sum() for each in totals))


def own_level_sd(mean: float, sd: float) -> float:
    """Return the standard deviation of the persons' own serum levels [mmol/L] behind that of their readings.

    Takes off the variance of assay and day (epsom.labs.analytes) and of printing in steps (step^2 / 12, Sheppard).
    """
    step = STEP * units.factor("mg/dL", "mmol/L", "magnesium")
    return root(sd**2 - (analyte("serum_magnesium").reading_spread * mean) ** 2 - step**2 / 12)


def root(variance: float) -> float:
    """Return the standard deviation; nan where more was taken off than was there."""
    return math.sqrt(variance) if variance >= 0 else math.nan


def targets(folder: Path = FOLDER, least: int = LEAST) -> dict[str, Target]:
    """Return serum magnesium of every group with at least so many people."""
    measured = [who for who in adults(folder) if who.serum is not None and who.people > 0]
    found: dict[str, Target] = {}
    for name, members in by_group(measured).items():
        if len(members) < least:
            continue
        serum, people, places = column(members, "serum"), column(members, "people"), [who.place for who in members]
        (mean, sd), size = moments(serum, people), effective(people)
        low = serum < (LOW - STEP / 2) * units.factor("mg/dL", "mmol/L", "magnesium")  # printed 1.7 or less
        found[name] = Target(
            n=len(members),
            effective=size,
            mean=mean,
            sd=sd,
            own_sd=own_level_sd(mean, sd),
            error=sd / math.sqrt(size),
            error_of_places=error_of_places(serum, people, places, strata(folder, "L")),
            low=float(np.average(low, weights=people)),
        )
    return found


def correlation(x: Column, y: Column, given: Column, weights: Column) -> float:
    """Return the weighted correlation of what is left of x and y after a weighted regression on ``given``."""
    both = np.column_stack([x, y])
    weighted = given * weights[:, None]
    left = both - given @ np.linalg.solve(weighted.T @ given, weighted.T @ both)
    products = (left * weights[:, None]).T @ left
    return float(products[0, 1] / math.sqrt(products[0, 0] * products[1, 1]))


def correlations(folder: Path = FOLDER, draws: int = DRAWS) -> dict[str, Correlation]:
    """Return how serum goes with reported intake: on one day or two, in mg or its logarithm, bare or given age and sex.

    Given age and sex: sex, age, its square, and both times sex are held. The bootstrap draws persons, not places.
    """
    measured = [who for who in adults(folder) if who.serum is not None]
    rng, found = np.random.default_rng(SEED), {}
    for days, weight in (("one day", "people1"), ("mean of two days", "people2")):
        eaten = column(measured, "intake1")
        if weight == "people2":
            eaten = (eaten + column(measured, "intake2")) / 2
        there = (eaten > 0) & (column(measured, weight) > 0)
        x, people = eaten[there], column(measured, weight)[there]
        y, age = column(measured, "serum")[there], column(measured, "age")[there]
        male = np.array([who.sex == "male" for who in measured], dtype=float)[there]
        age = (age - age.mean()) / age.std()
        one = np.ones_like(age)
        held = {
            "": one[:, None],
            " given age and sex": np.column_stack([one, male, age, age**2, male * age, male * age**2]),
        }
        counts = rng.multinomial(len(x), np.full(len(x), 1 / len(x)), size=draws)
        for scale, values in (("mg", x), ("log mg", np.log(x))):
            for words, given in held.items():
                r = correlation(values, y, given, people)
                drawn = [correlation(values, y, given, people * count) for count in counts]
                found[f"{scale}, {days}{words}"] = Correlation(len(x), r, *np.quantile(drawn, (0.025, 0.975)))
    return found


def components(day1: Column, day2: Column, weight1: Column, weight2: Column) -> tuple[float, float, float]:
    """Return centre, between and within of the logarithm of mg/day, as scripts/compile_habit.py does.

    Within: half the weighted mean squared difference of two days, after taking off their mean difference. Between: the
    variance of a day, less within.
    """
    once, twice = (day1 > 0) & (weight1 > 0), (day1 > 0) & (day2 > 0) & (weight2 > 0)
    again = (day2 > 0) & (weight2 > 0)
    _, step = moments(np.log(day2[twice]) - np.log(day1[twice]), weight2[twice])
    (mean1, sd1), (mean2, sd2) = (
        moments(np.log(day[there]), weight[there])
        for day, there, weight in ((day1, once, weight1), (day2, again, weight2))
    )
    return (mean1 + mean2) / 2, root((sd1**2 + sd2**2) / 2 - step**2 / 2), step / math.sqrt(2)


def intake(folder: Path = FOLDER, least: int = LEAST) -> dict[str, Intake]:
    """Return reported intake of every group with so many first recalls, without pregnant women, as in habit.csv."""
    eaters = [who for who in adults(folder) if who.intake1 and who.people1 > 0 and not who.pregnant]
    found: dict[str, Intake] = {}
    for name, members in by_group(eaters).items():
        day1, day2, weight1, weight2 = (column(members, each) for each in ("intake1", "intake2", "people1", "people2"))
        if len(members) >= least:
            pairs = int(((day2 > 0) & (weight2 > 0)).sum())
            mean, sd = moments(day1, weight1)
            found[name] = Intake(len(members), pairs, mean, sd, *components(day1, day2, weight1, weight2))
    return found


def classes(name: str | None) -> set[str]:
    """Return the classes to which one medicine of the survey belongs: all of those that are in a combination."""
    parts = set((name or "").split("; "))
    return {kind for kind, names in MEDICINES.items() if parts & set(names.split("; "))}


@cache
def users(folder: Path = FOLDER) -> tuple[User, ...]:
    """Return the examined adults of cycles G to J who told of their medicines, and the classes that each takes."""
    found: list[User] = []
    for cycle in CYCLES:
        told = parquet.read_table(folder / f"RXQ_RX_{cycle}.parquet", columns=["SEQN", "RXDUSE", "RXDDRUG"]).to_pylist()
        taken: dict[int, set[str]] = {row["SEQN"]: set() for row in told if row["RXDUSE"] in (1, 2)}  # yes or no
        for row in told:
            if row["SEQN"] in taken:
                taken[row["SEQN"]] |= classes(row["RXDDRUG"])
        for seqn, who in background(folder, cycle).items():
            if seqn in taken:
                people = design(folder, cycle)[seqn]["WTMEC2YR"] / len(CYCLES)
                found.append(User(cycle=cycle, **who, medicines=frozenset(taken[seqn]), people=people))
    return tuple(found)


def medicines(folder: Path = FOLDER, least: int = LEAST) -> dict[str, dict[str, Share]]:
    """Return the share of every group, and of every cycle, that takes each class of medicine."""
    members = {name: who for name, who in by_group(users(folder)).items() if len(who) >= least}
    members |= {f"cycle {cycle}": [who for who in users(folder) if who.cycle == cycle] for cycle in CYCLES}
    places = strata(folder, CYCLES)
    found: dict[str, dict[str, Share]] = {}
    for name, group in members.items():
        people, where = column(group, "people"), [who.place for who in group]
        found[name] = {}
        for kind in MEDICINES:
            takes = np.array([kind in who.medicines for who in group], dtype=float)
            share, error = float(np.average(takes, weights=people)), error_of_places(takes, people, where, places)
            found[name][kind] = Share(len(group), share, error)
    return found


def page(folder: Path = FOLDER) -> str:
    """Return all targets as text."""
    lines = [f"Serum magnesium of US adults, Aug 2021 to Aug 2023 [mmol/L]; * fewer than {LEAST} people, no target", ""]
    lines.append(f"{'group':30}{'n':>6}{'n eff':>7}{'mean':>8}{'SD':>7}{'own SD':>8}{'SE':>8}{'SE pl.':>8}{'<1.8':>7}")
    for name, at in targets(folder, 1).items():
        few = "*" if at.n < LEAST else ""
        spreads = f"{at.sd:7.4f}{at.own_sd:8.4f}{at.error:8.4f}{at.error_of_places:8.4f}"
        lines.append(f"{name + few:30}{at.n:6}{at.effective:7.0f}{at.mean:8.4f}{spreads}{at.low:7.1%}")
    lines += ["", "Correlation of serum magnesium with reported intake", ""]
    lines += [
        f"{name:44}{at.n:6}{at.r:8.3f}  ({at.low:.3f} to {at.high:.3f})" for name, at in correlations(folder).items()
    ]
    lines += ["", "Reported intake, food and drink; centre, between and within on the natural logarithm of mg/day", ""]
    lines.append(f"{'group':30}{'n':>6}{'pairs':>7}{'mean':>7}{'SD':>7}{'centre':>8}{'between':>9}{'within':>8}")
    for name, at in intake(folder).items():
        logs = f"{at.centre:8.3f}{at.between:9.3f}{at.within:8.3f}"
        lines.append(f"{name:30}{at.n:6}{at.pairs:7}{at.mean:7.0f}{at.sd:7.0f}{logs}")
    lines += ["", "Prescribed medicines of the last 30 days, 2011 to 2018 [% (SE)]", ""]
    lines.append(f"{'group':30}{'n':>6}" + "".join(f"{kind.split()[0][:12]:>14}" for kind in MEDICINES))
    for name, kinds in medicines(folder).items():
        cells = [f"{100 * at.share:.1f} ({100 * at.error:.1f})" for at in kinds.values()]
        lines.append(f"{name:30}{kinds['metformin'].n:6}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nhanes", type=Path, default=FOLDER, help="folder with DEMO_L.parquet and the others")
    folder = parser.parse_args().nhanes
    if not (folder / "DEMO_L.parquet").exists():
        print(f"No survey data at {folder}. Say where they are with --nhanes.", file=sys.stderr)
        return 2
    print(page(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
