"""The workbench on the command line: one command per tool, each with when to use it, its pitfalls and its source."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from epsom.interfaces import terminal

if TYPE_CHECKING:
    from epsom.labs.workbench.answer import Answer

_WIDEST = 100
_LABEL = 10

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Serum = Annotated[str, typer.Argument(help="Total magnesium of serum with its unit.", metavar="VALUE")]
SerumOption = Annotated[str, typer.Option("--serum-mg", help="Total magnesium of serum.", metavar="VALUE")]
Lower = Annotated[str, typer.Option("--lower-limit", help="The laboratory's own lower limit.", metavar="VALUE")]
Egfr = Annotated[str, typer.Option("--egfr", help='Such as "75 mL/min/1.73m2".', metavar="VALUE")]
UrineMg = Annotated[str, typer.Option("--urine-mg", help="Magnesium of a spot urine.", metavar="VALUE")]
UrineCreatinine = Annotated[
    str, typer.Option("--urine-creatinine", help="Creatinine of the same urine.", metavar="VALUE")
]
Creatinine = Annotated[str, typer.Option("--serum-creatinine", help="Creatinine of serum.", metavar="VALUE")]
Diuretic = Annotated[
    bool | None, typer.Option("--diuretic/--no-diuretic", help="A diuretic within 24 hours.", show_default=False)
]
Given = Annotated[
    bool | None,
    typer.Option("--magnesium-given/--no-magnesium-given", help="Magnesium within 24 hours.", show_default=False),
]
Sex = Annotated[str, typer.Option(help="female or male.", metavar="female|male")]


def add(group: typer.Typer, command: type[TyperCommand]) -> None:
    """Add the tools of the workbench to ``epsom lab``."""
    spot = '--urine-mg "2.1 mmol/L" --urine-creatinine "8 mmol/L"'
    blood = '--serum-mg "0.55 mmol/L" --serum-creatinine "80 umol/L"'
    for name, tool, short, examples in (
        ("fe", fe, "Fractional excretion of magnesium.", f"epsom lab fe {spot} {blood} --no-diuretic"),
        ("albumin", albumin, "Magnesium corrected for albumin.", 'epsom lab albumin "1.5 mg/dL" "2.5 g/dL"'),
        ("ionised", ionised, "Ionised magnesium, estimated.", 'epsom lab ionised "0.80 mmol/L"'),
        ("score", score, "The magnesium depletion score.", "epsom lab score --diuretic --drinks 1.5 --sex female"),
        ("retention", retention, "A loading test by its protocol.", 'epsom lab retention "45 %" --protocol ryzen1985'),
        ("grade", grade, "The grade of an adverse event.", 'epsom lab grade "0.38 mmol/L" --lower-limit "0.70 mmol/L"'),
        ("losses", losses, "Loss by kidney or gut.", 'epsom lab losses "0.52 mmol/L" --urine-24h "3.1 mmol/day"'),
        ("refeeding", refeeding, "Risk when food comes back.", "epsom lab refeeding --bmi 17 --loss 12"),
        ("egfr", egfr, "The filtration rate.", 'epsom lab egfr --age 70 --sex male --creatinine "1.2 mg/dL"'),
    ):
        group.command(name=name, cls=command, short_help=short, epilog=f"\n    {examples}\n    ")(tool)


def fe(
    urine_mg: UrineMg,
    urine_creatinine: UrineCreatinine,
    serum_mg: SerumOption,
    serum_creatinine: Creatinine,
    egfr: Egfr = "",
    diuretic: Diuretic = None,
    magnesium_given: Given = None,
    lower_limit: Lower = "",
    as_json: Json = False,
) -> None:
    """Work out the fraction of filtered magnesium that is in the urine, and what it tells in low serum magnesium.

    Urine and blood of the same hour, in any units. A zone is read only where serum is low and the formula holds.
    """
    from epsom.labs.workbench.fractional import excretion

    answer = excretion(
        urine_mg, urine_creatinine, serum_mg, serum_creatinine,
        egfr=egfr or None, diuretic=diuretic, magnesium_given=magnesium_given, lower_limit=lower_limit or None,
    )  # fmt: skip
    _print(answer, as_json)


def albumin(
    serum: Serum,
    protein: Annotated[str, typer.Argument(help="Albumin of serum with its unit.", metavar="ALBUMIN")],
    lower_limit: Lower = "",
    as_json: Json = False,
) -> None:
    """Correct total magnesium to a normal albumin, beside the measured value and in both units."""
    from epsom.labs.workbench.albumin import corrected

    _print(corrected(serum, protein, lower_limit=lower_limit or None), as_json)


def ionised(serum: Serum, as_json: Json = False) -> None:
    """Estimate ionised magnesium from total, with the wide band that a loose correlation leaves."""
    from epsom.labs.workbench.ionised import estimated

    _print(estimated(serum), as_json)


def score(
    diuretic: Annotated[
        bool | None, typer.Option("--diuretic/--no-diuretic", help="Uses a diuretic.", show_default=False)
    ] = None,
    ppi: Annotated[
        bool | None, typer.Option("--ppi/--no-ppi", help="Uses a proton pump inhibitor.", show_default=False)
    ] = None,
    egfr: Egfr = "",
    drinks: Annotated[float | None, typer.Option(help="Alcoholic drinks a day, on average.", min=0)] = None,
    sex: Sex = "",
    as_json: Json = False,
) -> None:
    """Count the magnesium depletion score, with its bands as papers draw them. It raises a question, never a dose."""
    from epsom.labs.workbench.score import depletion_score

    answer = depletion_score(diuretic=diuretic, ppi=ppi, egfr=egfr or None, drinks=drinks, sex=sex or None)
    _print(answer, as_json)


def retention(
    share: Annotated[str, typer.Argument(help="The share retained, where it is known.", metavar="SHARE")] = "",
    protocol: Annotated[str, typer.Option(help="gullestad1994, rob1999 or ryzen1985.", metavar="NAME")] = "",
    dose: Annotated[str, typer.Option(help="Elemental magnesium infused.", metavar="VALUE")] = "",
    urine: Annotated[str, typer.Option(help="Magnesium of the whole collection.", metavar="VALUE")] = "",
    urine_mg: Annotated[str, typer.Option("--urine-mg", help="Its concentration instead.", metavar="VALUE")] = "",
    volume: Annotated[str, typer.Option(help="Volume of the collection.", metavar="VALUE")] = "",
    baseline: Annotated[str, typer.Option(help="Urine of as long without an infusion.", metavar="VALUE")] = "",
    weight: Annotated[str, typer.Option(help="Weight, where the dose follows it.", metavar="VALUE")] = "",
    egfr: Egfr = "",
    renal_wasting: Annotated[
        bool | None,
        typer.Option("--renal-wasting/--no-renal-wasting", help="Loss through the kidney.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a magnesium loading test by its protocol, from the share retained or from dose and urine."""
    from epsom.labs.workbench.retention import retained

    answer = retained(
        protocol or None, share or None, dose=dose or None, urine=urine or None, baseline=baseline or None,
        concentration=urine_mg or None, volume=volume or None, weight=weight or None, egfr=egfr or None,
        renal_wasting=renal_wasting,
    )  # fmt: skip
    _print(answer, as_json)


def grade(
    serum: Serum,
    lower_limit: Lower = "",
    upper_limit: Annotated[str, typer.Option(help="The laboratory's own upper limit.", metavar="VALUE")] = "",
    as_json: Json = False,
) -> None:
    """Grade serum magnesium as an adverse event, in the unit reported; where the units disagree both are said."""
    from epsom.labs.workbench.grade import grade as graded

    _print(graded(serum, lower_limit=lower_limit or None, upper_limit=upper_limit or None), as_json)


def losses(
    serum: Serum,
    urine_24h: Annotated[str, typer.Option("--urine-24h", help="Magnesium of 24 hours.", metavar="VALUE")] = "",
    urine_mg: UrineMg = "",
    urine_creatinine: UrineCreatinine = "",
    serum_creatinine: Creatinine = "",
    urine_calcium: Annotated[str, typer.Option(help="Calcium of the spot urine.", metavar="VALUE")] = "",
    egfr: Egfr = "",
    age: Annotated[float | None, typer.Option(help="Age in years.", min=0, max=122)] = None,
    diuretic: Diuretic = None,
    magnesium_given: Given = None,
    hint: Annotated[
        list[str] | None,
        typer.Option(
            help="family, hearing loss, eye disease, nephrocalcinosis, diabetes with kidney cysts.", metavar="WORD"
        ),
    ] = None,
    lower_limit: Lower = "",
    as_json: Json = False,
) -> None:
    """Tell loss through the kidney from loss through the gut in low serum magnesium, and what separates further."""
    from epsom.labs.workbench.losses import losses as lost

    answer = lost(
        serum, urine_24h=urine_24h or None, urine_magnesium=urine_mg or None,
        urine_creatinine=urine_creatinine or None, serum_creatinine=serum_creatinine or None,
        urine_calcium=urine_calcium or None, egfr=egfr or None, age=age, diuretic=diuretic,
        magnesium_given=magnesium_given, hints=hint or (), lower_limit=lower_limit or None,
    )  # fmt: skip
    _print(answer, as_json)


def refeeding(
    bmi: Annotated[float | None, typer.Option(help="Body mass index, kg/m2.")] = None,
    loss: Annotated[float | None, typer.Option(help="Weight lost unintended in 3 to 6 months, %.")] = None,
    days: Annotated[float | None, typer.Option(help="Days with little or no food.")] = None,
    low_electrolytes: Annotated[
        bool | None,
        typer.Option("--low-electrolytes/--normal-electrolytes", help="Low K, PO4 or Mg.", show_default=False),
    ] = None,
    alcohol_or_drugs: Annotated[
        bool | None,
        typer.Option(
            "--alcohol-or-drugs/--no-alcohol-or-drugs",
            help="Alcohol misuse, insulin, chemotherapy, antacids or diuretics.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell who is at high risk of refeeding syndrome before feeding begins again. No dose is quoted."""
    from epsom.labs.workbench.refeeding import refeeding as risk

    answer = risk(bmi=bmi, loss=loss, days=days, low_electrolytes=low_electrolytes, alcohol_or_drugs=alcohol_or_drugs)
    _print(answer, as_json)


def egfr(
    age: Annotated[float, typer.Option(help="Age in years.")],
    sex: Sex,
    creatinine: Annotated[str, typer.Option(help="Creatinine of serum.", metavar="VALUE")] = "",
    cystatin: Annotated[str, typer.Option(help="Cystatin C of serum.", metavar="VALUE")] = "",
    as_json: Json = False,
) -> None:
    """Estimate the filtration rate from creatinine, cystatin C or both, by every equation that can be worked out."""
    from epsom.labs.workbench.filtering import filtering

    _print(filtering(age=age, sex=sex, creatinine=creatinine or None, cystatin=cystatin or None), as_json)


def content(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it, with its sources as lines that can be looked up."""
    from epsom.tables import sources

    keys = (answer.source, *answer.also)
    return {**asdict(answer), "citations": {key: sources()[key].citation() for key in keys}}


def _print(answer: Answer, as_json: bool) -> None:
    if as_json:
        terminal.json_result("lab", content(answer))
        return
    terminal.result("\n".join(_lines(answer, min(terminal.wide(), _WIDEST))))
    terminal.talk("For research and education; for review by whoever knows the person.")


def _lines(answer: Answer, width: int) -> list[str]:
    from epsom.tables import sources

    lines = [terminal.bold(answer.name)]
    if value := _value(answer):
        lines.append(f"  {value}")
    lines += [*_wrapped("", answer.reading, width), ""]
    column = max((len(name) for name, _ in answer.beside), default=0) + 1
    for name, text in answer.beside:
        lines += _wrapped(name, text, width, max(column, _LABEL))
    for text in answer.warnings:
        lines += _wrapped("note", text, width)
    for name, text in (("formula", answer.formula), ("when", answer.when_to_use)):
        lines += _wrapped(name, text, width)
    for text in answer.pitfalls:
        lines += _wrapped("pitfall", text, width)
    lines += _wrapped("evidence", answer.evidence, width)
    for key in (answer.source, *answer.also):
        mark = f" [{answer.mark}: {answer.where}]" if key == answer.source else ""
        lines += _wrapped("source", f"{sources()[key].citation()} ({key}){mark}", width)
    return [*lines, *_wrapped("rules", ", ".join(answer.rules), width)]


def _value(answer: Answer) -> str:
    from epsom.labs.workbench.answer import figures

    if answer.value is None and answer.low is None:
        return ""
    if answer.low is None or answer.high is None:
        return f"{figures(answer.value or 0.0)} {answer.unit}" if answer.tool != "grade" else ""
    between = f"{figures(answer.low)} to {figures(answer.high)}"
    if answer.value is None:
        return f"{between} {answer.unit}, by {answer.band}"
    return f"{figures(answer.value)} {answer.unit}   ({between}, by {answer.band})"


def _wrapped(label: str, text: str, width: int, column: int = _LABEL) -> list[str]:
    head = f"  {label:<{column}}" if label else "  "
    return textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))
