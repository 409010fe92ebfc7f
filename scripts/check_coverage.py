"""A long check: 200 different people of known deficit, with simulated labs, through the whole journey.

Each is one virtual person of another seed than the journey uses: of any age, sex, size and kidney, perhaps with a
medicine or diabetes, on a usual intake. Labs are simulated with assay, day and printing; the journey gets the labs and
the person, and its 90 % interval of the deficit should hold the true one in 85 to 95 % of them.

Run it with: python scripts/check_coverage.py (a minute and a half)
"""

from __future__ import annotations

import datetime
import sys

import numpy as np

from epsom import units
from epsom.assessment import assessment, walk
from epsom.assessment.life import lived
from epsom.labs.analytes import analyte
from epsom.needs import needs
from epsom.person import Person
from epsom.plate.record import FoodRecord
from epsom.quantities import quantity
from epsom.status import observing

PEOPLE, PERSONS, TRUE_SEED = 200, 1000, 77
TODAY = datetime.date(2026, 10, 5)


def somebody(rng: np.random.Generator) -> dict[str, object]:
    """Return a person of any adult age, sex, size and kidney, some with a medicine or diabetes."""
    sex = str(rng.choice(["female", "male"]))
    height = rng.normal(1.63 if sex == "female" else 1.77, 0.07)
    told: dict[str, object] = {
        "age": int(rng.integers(20, 86)),
        "sex": sex,
        "height": f"{100 * height:.0f} cm",
        "weight": f"{height**2 * rng.uniform(19, 34):.0f} kg",
        "today": TODAY,
    }
    if rng.random() < 0.5:
        told["egfr"] = f"{rng.integers(35, 115)} mL/min/1.73m2"
    if rng.random() < 0.3:
        told["medicines"] = [str(rng.choice(["omeprazole", "thiazide", "furosemide"]))]
    if rng.random() < 0.15:
        told["conditions"] = ["type 2 diabetes"]
    return told


def main() -> int:
    """Print how many of the true deficits lie in their interval; exit with 1 outside 85 to 95 %."""
    rng = np.random.default_rng(TRUE_SEED)
    nothing = FoodRecord((), 0, ())
    inside = rare = 0
    for number in range(PEOPLE):
        told = somebody(rng)
        person = Person.model_validate(told)
        target = needs(person.age, person.sex).target
        if target is None:
            raise SystemExit("no target for this person")
        aim = units.mmol(target.value)
        true = lived(
            person, nothing, aim, persons=1, seed=10_000 + number, untold=False, say=lambda stage: None
        )  # fmt: skip
        labs: list[dict[str, object]] = []
        for name in ("serum_magnesium", "urine_magnesium")[: 1 + number % 2]:
            level = float(observing.expected(true, name)[0])
            reading = level * np.exp(analyte(name).reading_spread * rng.standard_normal())
            labs.append({name: f"{reading:.2f} {quantity(name).unit}", "date": TODAY.isoformat()})
        journey = walk(Person.model_validate(told | {"labs": labs}), persons=PERSONS)
        found = assessment(journey).deficit
        hit = found.low <= float(true.deficit[0]) <= found.high
        inside += hit
        rare += journey.cohort.untold is not None
        if sys.stderr.isatty() or number % 20 == 19:
            print(f"{number + 1} people, {inside} inside", file=sys.stderr)
    share = inside / PEOPLE
    print(
        f"{inside} of {PEOPLE} true deficits inside their 90 % interval ({share:.1%}); {rare} with readings called rare"
    )
    return 0 if 0.85 <= share <= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
