"""Mechanisms on the command line: chemistry that explains, with what it does not say about a person."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from epsom.interfaces import terminal

if TYPE_CHECKING:
    from epsom.outcomes.mechanisms.badges import Badge

EXAMPLES = """
    epsom mechanisms              what there is, and what each is worth
    epsom mechanisms atp          how much ATP carries magnesium, and what splitting it yields
    epsom mechanisms nmda         how magnesium blocks a receptor of nerve cells
    epsom mechanisms atp --json
"""
WIDTH = 100


def mechanisms(
    name: Annotated[str, typer.Argument(help="A mechanism; all of them where left out.", show_default=False)] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Show how magnesium works where it can be computed, and what that does not say about a person.

    Each wears a badge: exact chemistry, a teaching model, or a hypothesis. None of them forecasts anybody.
    """
    from epsom.outcomes.mechanisms.badges import badge, badges

    chosen = [badge(name)] if name else list(badges().values())
    if as_json:
        found = [{**asdict(one), "badge": one.text, **(_content(one.name) if name else {})} for one in chosen]
        terminal.json_result("mechanisms", {"mechanisms": found})
        return
    shown = {"atp": _atp, "nmda": _nmda}.get(name)
    terminal.result("\n\n".join([*(_about(one) for one in chosen), *([shown()] if shown else [])]))


def _about(one: Badge) -> str:
    from epsom.interfaces.explain import citation

    lines = [f"{one.name}: {one.title} [{one.text}]", *_filled(one.stands_on), "  What it does not say:"]
    for silent in one.not_said:
        lines += _filled(silent, "- ")
    source = "a guess of ours" if one.source == "assumed" else citation(one.source)
    return "\n".join([*lines, *_filled(f"Source: {source}")])


def _filled(text: str, mark: str = "") -> list[str]:
    width = min(terminal.wide(), WIDTH)
    return textwrap.wrap(text, width - 2, initial_indent="  " + mark, subsequent_indent="  " + " " * len(mark))


def _atp() -> str:
    from epsom.outcomes.mechanisms.adenylates import energetics, fallen, printed, resting_muscle, table
    from epsom.outcomes.mechanisms.badges import shown

    cell = resting_muscle()
    rows = [[f"{free:.3f}", *printed(one)] for free, one in table()]
    head = ["free Mg mmol/L", "ATP with Mg", "creatine kinase K'", "free ADP µmol/L", "splitting ATP kJ/mol"]
    share = float(shown()["fall"]["value"])
    carried, energy = fallen(cell, share)
    also = float(energetics(cell, also=True).free_energy - energetics(cell).free_energy)
    said = (
        f"A fall of free magnesium by {share:.0%}, as seen in red cells after three weeks with hardly any magnesium,"
        f" moves ATP with magnesium by {carried:+.1%} and what splitting ATP yields by {energy:+.3f} kJ/mol: next to"
        " nothing, because free ADP moves along."
    )
    doubt = (
        f"Two enthalpies of phosphate stand differently in the source's tables; with those all energies lie {also:+.2f}"
        " kJ/mol off, which is more than magnesium does to them."
    )
    return "\n".join([terminal.table(head, rows, right=range(5)), "", *_filled(said), *_filled(doubt)])


def _nmda() -> str:
    from epsom.outcomes.mechanisms.nmda import table

    rows = table()
    head = ["share left open, Mg mmol/L", *(f"{volt:.0f} mV" for volt in rows[0].by_voltage)]
    lines = [[f"{one.nmda_magnesium:.1f}", *(f"{share:.3f}" for share in one.by_voltage.values())] for one in rows]
    return terminal.table(head, lines, right=range(len(head)))


def _content(name: str) -> dict[str, Any]:
    """Return what one mechanism has to show, as JSON has it, with its units."""
    if name == "atp":
        from epsom.outcomes.mechanisms.adenylates import fallen, resting_muscle, table
        from epsom.outcomes.mechanisms.badges import shown

        share = float(shown()["fall"]["value"])
        carried, energy = fallen(resting_muscle(), share)
        return {
            "units": {
                "free_magnesium": "mmol/L", "magnesium_atp_share": "1", "creatine_kinase": "1",
                "atp_splitting": "mol/L", "free_adp": "umol/L", "free_energy": "kJ/mol",
            },
            "cell": asdict(resting_muscle()),
            "rows": [
                {"free_magnesium": free, **{key: float(value) for key, value in asdict(one).items()}}
                for free, one in table()
            ],
            "fall": {"share": share, "magnesium_atp_relative": carried, "free_energy": energy},
        }  # fmt: skip
    if name == "nmda":
        from epsom.outcomes.mechanisms.nmda import table as opened

        return {"units": {"magnesium": "mmol/L", "voltage": "mV", "open": "1"}, "rows": [
            {"magnesium": one.nmda_magnesium, "voltage": volt, "open": share}
            for one in opened()
            for volt, share in one.by_voltage.items()
        ]}  # fmt: skip
    return {}
