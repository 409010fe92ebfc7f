"""Ionised magnesium: about where it may lie, from total magnesium, with an error as wide as its usual range."""

from __future__ import annotations

from epsom.labs.workbench.answer import Answer, answer, figures, interval, number, warning
from epsom.quantities import told

NORMAL_95 = 1.96
"""Half the width of a 95 % interval in standard deviations."""
USUAL = "ionised.serum"
"""The reference interval that the estimate is read beside."""


def ionised_from_total(total: float) -> float:
    """Return ionised magnesium [mmol/L] as a line of total magnesium [mmol/L] has it [koch2002].

    Made in intensive care for totals of 0.57 to 1.08 mmol/L; outside it is not known.
    """
    return number("ionised_slope") * total + number("ionised_offset")


def unexplained_spread() -> float:
    """Return the spread of ionised magnesium [mmol/L] that total magnesium leaves open between people.

    The usual range is four such spreads without total in hand; a correlation r leaves the root of 1 - r squared of
    it [saha1998, greenway1996]. Holds for people as those of the range: the very ill differ more.
    """
    low, high = interval("ionised_magnesium", USUAL).ends()
    return (high - low) / (2 * NORMAL_95) * (1.0 - number("ionised_correlation") ** 2) ** 0.5


def estimated(serum_magnesium: object) -> Answer:
    """Return ionised magnesium estimated from total [mmol/L], or nothing where the line was not made."""
    total = told("serum_magnesium", serum_magnesium)
    least, most = number("ionised_least_total"), number("ionised_most_total")
    if not least <= total.value <= most:
        given = {"total": f"{total.value:.3g}", "least": figures(least), "most": figures(most)}
        return answer("ionised", "outside", unit="mmol/L", valid=False, fill=given)
    value, error = ionised_from_total(total.value), NORMAL_95 * unexplained_spread()
    low, high = ionised_from_total(total.low) - error, ionised_from_total(total.high) + error
    usual = interval("ionised_magnesium", USUAL).ends()
    zone = "below" if value < usual[0] else "above" if value > usual[1] else "within"
    return answer(
        "ionised",
        zone,
        value=value,
        unit="mmol/L",
        bounds=(low, high),
        band="published error",
        warnings=(warning("ionised", "estimate", worst=figures(number("ionised_correlation"))),),
        fill={
            "value": f"{value:.2f}",
            "low": f"{low:.2f}",
            "high": f"{high:.2f}",
            "normal_low": figures(usual[0]),
            "normal_high": figures(usual[1]),
        },
    )
