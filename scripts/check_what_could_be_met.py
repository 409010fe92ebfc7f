"""Asks how many supplement trials any curve could meet: python scripts/check_what_could_be_met.py

The rise of serum of all check trials with a printed error, against the dose added. A straight line in dose, chosen so
that as many trials as possible have it inside their 95 % interval, is what the best dose-response could do that knows
nothing of the people; beside it, what the body does.
"""

from __future__ import annotations

import numpy as np

from epsom.studies import catalogue
from epsom.studies.run import outcomes

STARTS, RISES = np.linspace(-0.05, 0.15, 201), np.linspace(0.0, 4e-4, 201)  # mmol/L, and mmol/L per mg/day


def main() -> None:
    """Count, and print."""
    doses, lows, highs, met = [], [], [], []
    for name in catalogue.names():
        study = catalogue.study(name)
        if study.group != "supplement" or study.points[0].role != "check":
            continue
        for point, outcome in zip(study.points, outcomes(study), strict=True):
            added = study.protocol.arm(point.arm).at(point.day).added_mg
            if point.quantity == "serum_magnesium" and point.kind == "difference" and not point.ours and added:
                doses.append(added)
                lows.append(point.low)
                highs.append(point.high)
                met.append(outcome.inside)
    low, high, dose = np.array(lows), np.array(highs), np.array(doses)
    line = STARTS[:, None, None] + RISES[None, :, None] * dose
    best = int(np.max(np.sum((low <= line) & (line <= high), axis=-1)))
    print(f"of {len(dose)} rises of serum the best straight line in dose meets {best}, the body {sum(met)}")


if __name__ == "__main__":
    main()
