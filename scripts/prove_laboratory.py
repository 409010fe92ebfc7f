"""Writes docs/laboratory-proof.md and its picture: whether what the laboratory says of the stores can be believed.

    python scripts/prove_laboratory.py        about ten minutes on two cores

Two proofs. The first asks whether the inference is right if the body is (calibrate_inference.py); the second whether
the body is like people, by the serum of the survey's adults (predict_serum.py), and needs the survey's tables beside
the checkout. Nobody edits the page by hand. Ends with 1 where a bound is missed; the page is written all the same.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

import numpy as np
from calibrate_inference import BINS, COVERED, LIKELY, MOST_READ, PEOPLE, SAID, TEST, Calibration, calibration
from predict_serum import EACH, SURE, Prediction, Scores, predicted, verdict
from scipy.stats import binom

from epsom.labs.analytes import analyte

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "laboratory-proof.md", DOCS / "laboratory-proof.svg"
LEAST = 100  # people in a group that is shown
LETTERS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
INK, FAINT, BAR, BAND = "#1d2b36", "#66757f", "#1f6f8b", "#e3ebef"
ACROSS, WIDE, HIGH, EDGE = 3, 300, 170, 24


def picture(found: Calibration) -> str:
    """Return the rank histograms, with the band in which 99 of 100 bars of a right inference lie."""
    runs = found.ranks.shape[1]
    low, high = binom.ppf([LIKELY / 2, 1 - LIKELY / 2], runs, 1.0 / BINS)
    tall = 1.5 * max(high, float(found.counts.max()))
    down = -(-len(SAID) // ACROSS)
    width, height = ACROSS * WIDE + EDGE, down * HIGH + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family=\'{LETTERS}\' role="img">',
        f"<title>Rank histograms of {runs} runs</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, (name, row) in enumerate(zip(SAID, found.counts, strict=True)):
        left, top = EDGE + number % ACROSS * WIDE, EDGE + number // ACROSS * HIGH
        inner, floor = WIDE - 2 * EDGE, top + HIGH - 2 * EDGE
        scale = (HIGH - 3 * EDGE) / tall
        parts.append(f'<text x="{left}" y="{top}" font-size="14" fill="{INK}">{escape(name)}</text>')
        parts.append(
            f'<rect x="{left}" y="{floor - high * scale:.1f}" width="{inner}" height="{(high - low) * scale:.1f}"'
            f' fill="{BAND}"/>'
        )
        for place, count in enumerate(row):
            x, w = left + place * inner / BINS, inner / BINS - 1.5
            parts.append(
                f'<rect x="{x:.1f}" y="{floor - count * scale:.1f}" width="{w:.1f}" height="{count * scale:.1f}"'
                f' fill="{BAR}" fill-opacity="0.75"/>'
            )
        parts.append(f'<line x1="{left}" y1="{floor}" x2="{left + inner}" y2="{floor}" stroke="{FAINT}"/>')
        for x, words, anchor in ((left, "0", "start"), (left + inner, "1", "end")):
            parts.append(
                f'<text x="{x}" y="{floor + 14}" font-size="11" fill="{FAINT}" text-anchor="{anchor}">{words}</text>'
            )
        parts.append(
            f'<text x="{left + inner / 2}" y="{floor + 14}" font-size="11" fill="{FAINT}" text-anchor="middle">'
            "rank of the true value in what is said</text>"
        )
    return "\n".join([*parts, "</svg>", ""])


def mark(good: bool) -> str:
    """Return the sign of a bound that is kept or missed."""
    return "🟢" if good else "🔴"


def said(found: Calibration) -> str:
    """Return the first half of the page."""
    runs = found.ranks.shape[1]
    ranks = "\n".join(
        f"| {name} | {mark(chance >= LIKELY)} {chance:.2f} |" for name, chance in zip(SAID, found.chances, strict=True)
    )
    covered = "\n".join(
        f"| {analyte(name).heading} | {len(found.inside[name])} | {mark(COVERED[0] <= share <= COVERED[1])} {share:.1%}"
        f" | {error:.1%} |"
        for name, (share, error) in found.coverage.items()
    )
    return f"""## Is the inference right, if the body is?

In each of {runs} runs a virtual person is drawn, of {PEOPLE} kinds of adults (age, sex, size, kidney; some with a
medicine, diabetes, or a loss that nobody told of), and one to {MOST_READ} of its analytes are read as a laboratory
reads them: with assay, day, what people differ by beyond the model, and the digits of print. Another cohort of the same
kind of person, of another seed, is weighed by these readings. If the weighing is right, the true value is as often in
each twentieth of what is said as in any other.

![Rank histograms: bars lie in the band that a right inference keeps to](laboratory-proof.svg)

| what is said | chance of ranks as uneven, were all right |
| --- | --- |
{ranks}

Green from {LIKELY:g}. The band of the picture holds 99 of 100 bars. The weights were worth {np.median(found.worth):.0f}
equal persons in the median and {np.quantile(found.worth, 0.05):.0f} in the worst twentieth, before more are drawn or
led to the readings, as [one person](one-person.md) has it.

A further reading of each analyte should lie within its 90 % interval in 88 to 92 % of the runs, told from the others:

| observable | runs | inside | error |
| --- | --- | --- | --- |
{covered}

The loading test is that of {TEST}. This says nothing on whether bodies are so: truth and inference share the model."""


def survey(found: Prediction) -> str:
    """Return the second half of the page."""
    rows: list[str] = []
    for name in dict.fromkeys(one for own in found.groups for one in own):
        inside = found.members(name)
        if inside.sum() < LEAST:
            continue
        weights = found.people * inside
        share = float(np.average(found.epsom.covered(), weights=weights))
        scores = " | ".join(f"{1e3 * _mean(one, weights):.1f}" for one in _all(found))
        rows.append(
            f"| {name} | {int(inside.sum())} | {mark(COVERED[0] <= share <= COVERED[1])} {share:.1%} | {scores} |"
        )
    verdicts: list[str] = []
    for name, other in (("group mean", found.group_mean), ("regression", found.regression)):
        gap, error = found.compared(other)
        word = verdict(gap, error)
        share = gap / _mean(other, found.people)
        verdicts.append(
            f"- {mark(word != 'not reached')} the {name} is **{word}**: {1e3 * gap:+.2f} µmol/L (error"
            f" {1e3 * error:.2f}), {share:+.1%}"
        )
    table = "\n".join(rows)
    return f"""## Is the body like people?

{len(found.people)} adults of the calibration half of the US survey of August 2021 to August 2023, serum magnesium told
from everything else that is known of them: age, sex, size, kidney, diabetes, pregnancy, one or two recalls. Nobody of
that cycle told of medicines: each of an adult's {EACH} virtual persons takes what somebody alike took in the earlier
cycles. The four numbers that were calibrated on this half (set point of women, spread, how it widens with age, spread
in diabetes) are set anew for each of the {len(np.unique(found.stratum))} strata from the others, so nobody is told from
their own stratum.

The continuous ranked probability score, in µmol/L, is small where a prediction is sharp and right. Beside Epsom stand
the mean and spread of one's group (sex, age band, diabetes) and a linear regression on the same covariates, both made
from the other strata. Beaten or matched was fixed beforehand: beyond {SURE:g} standard errors of the difference
(jackknife over the strata), or within them.

{chr(10).join(verdicts)}

| group | n | inside 90 % | Epsom | as shipped | group mean | regression |
| --- | --- | --- | --- | --- | --- | --- |
{table}

Serum is hard to tell from anything: the best of the four is only a few percent better than knowing nothing but the
group. What Epsom knows beside it (stores, urine, what a change would do) no regression does; here it should only not be
worse. Where it is, it leans too much on what was eaten (recalls are told with a bias of the person's own, which is not
modelled) and on the kidney below 60 mL/min; and the intervals of people with diabetes are too wide. Groups are smaller
than the whole, so a share of 90 % in 150 people has an error of 2.4 %; red is what lies outside, whatever its error."""


def _all(found: Prediction) -> tuple[Scores, ...]:
    return found.epsom, found.shipped, found.group_mean, found.regression


def _mean(one: Scores, weights: np.ndarray) -> float:
    return float(np.average(one.crps, weights=weights))


def page(first: Calibration, second: Prediction) -> str:
    """Return the whole page."""
    return f"""# Can the laboratory half be believed?

Written by `python scripts/prove_laboratory.py`; nobody edits it by hand. 🔴 stands where a bound is missed.

{said(first)}

{survey(second)}
"""


def main() -> int:
    """Write page and picture; 1 where a bound is missed."""
    first = calibration(say=lambda words: print(f"\r{words}   ", end="", file=sys.stderr, flush=True))
    print(file=sys.stderr)
    second = predicted()
    PAGE.write_text(page(first, second), "utf-8")
    PICTURE.write_text(picture(first), "utf-8")
    print(PAGE.read_text("utf-8"))
    share = float(np.average(second.epsom.covered(), weights=second.people))
    words = [verdict(*second.compared(other)) for other in (second.group_mean, second.regression)]
    return 0 if first.met() and COVERED[0] <= share <= COVERED[1] and "not reached" not in words else 1


if __name__ == "__main__":
    sys.exit(main())
