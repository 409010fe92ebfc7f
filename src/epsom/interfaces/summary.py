"""The summary: one assessment on one screen of a terminal."""

from __future__ import annotations

import sys
from io import StringIO
from typing import TYPE_CHECKING

from epsom.interfaces import laboratory
from epsom.interfaces.report import outcomes, sentences, view, words
from epsom.interfaces.report.words import Amounts, Unit
from epsom.interfaces.terminal import coloured
from epsom.outcomes.personal.wording import counted, fewer_ends, number, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from epsom.assessment import Assessment, DayFlows
    from epsom.outcomes.project import Following
    from epsom.status.summary import Band

PURPOSE = "For research and education; not a medical device."
_BLOCKS = "▁▂▃▄▅▆▇█"
_WIDEST, _LABEL = 96, 15
_MOST = 2
"""How many outcomes with a number are told here; the rest is counted."""
_NONE = {"null": "without effect", "refusal": "not known"}


def summary(assessment: Assessment, *, unit: Unit = "mg", width: int | None = None, colour: bool | None = None) -> str:
    """Return an assessment as about 25 lines of text.

    ``unit`` is what amounts are written in, mg or mmol; ``width`` the columns there are (the terminal's, at most 96);
    ``colour`` adds colours, by default only for a terminal and never under NO_COLOR.
    """
    from rich.console import Console

    with_colour = coloured() if colour is None else colour
    out = StringIO()
    console = Console(
        file=out, width=width or _width(), force_terminal=with_colour, no_color=not with_colour, highlight=False,
        color_system="standard" if with_colour else None, emoji=False, markup=False,
    )  # fmt: skip
    _write(console, assessment, Amounts(unit))
    lines = out.getvalue().replace(words.NB, " ").splitlines()
    return "\n".join(line.rstrip() for line in lines)


def _width() -> int:
    import shutil

    seen = shutil.get_terminal_size((_WIDEST, 24)).columns if sys.stdout.isatty() else _WIDEST
    return max(40, min(_WIDEST, seen))


def _write(console: Console, assessment: Assessment, amounts: Amounts) -> None:
    from rich.text import Text

    title = Text.assemble((f"Magnesium of {sentences.name(assessment)}", "bold"), f"   {sentences.who(assessment)}")
    console.print(title)
    console.print(Text(f"{assessment.authority}, result {assessment.result_id}", style="dim"))
    console.print()
    grid = _grid()
    for label, line in _rows(assessment, amounts):
        grid.add_row(Text(label, style="bold cyan"), line)
    console.print(grid)
    console.print()
    for title, lines in laboratory.sections(assessment, amounts):
        console.print(Text(title, style="bold cyan"))
        listed = _grid(2)
        for line in lines:
            listed.add_row(Text("-"), Text(line))
        console.print(listed)
        console.print()
    for warning in assessment.warnings:
        if not laboratory.said_here(assessment, warning):
            console.print(Text(f"! {warning}", style="yellow"))
    console.print(Text(PURPOSE, style="dim"))


def _grid(first: int = _LABEL) -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2 if first == _LABEL else 0))
    grid.add_column(width=first, no_wrap=True)
    grid.add_column(ratio=1)
    return grid


def _rows(assessment: Assessment, amounts: Amounts) -> list[tuple[str, Text]]:
    from rich.text import Text

    flows = assessment.flows
    day = words.capital(sentences.when(assessment))
    ways = [("stool", flows.stool), ("urine", flows.urine), ("sweat", flows.sweat)]
    ways += [(way, flow) for way, flow in (("child", flows.offspring), ("growth", flows.growth)) if flow.median > 0]
    gone = ", ".join(f"{way} {amounts.middle(flow)}" for way, flow in ways)
    stores = [f"{store} {words.gain(change, amounts)}" for store, change in flows.stores.items() if store != "blood"]
    lines = [] if not assessment.urgent else [("Urgent", Text(sentences.urgent(assessment), style="bold red"))]
    lines += [
        (
            day,
            Text.assemble(
                (f"ate {amounts.estimate(flows.eaten)}", "bold"), f"; absorbed {amounts.middle(flows.absorbed)}"
            ),
        ),
        ("  went out", Text(gone + _held(flows, amounts))),
        ("  stores", Text(words.listed(stores))),
        ("Stores", _dots(assessment)),
        ("", Text(_missing(assessment, amounts))),
        ("Serum", Text(f"{words.serum(assessment.serum.median)}; range {words.serum_range(assessment.serum)}")),
    ]
    if "serum" in assessment.courses:
        lines.append(("  past year", _spark(assessment.courses["serum"])))
    if assessment.labs:
        lines.append(("Weighed", Text(_worth(assessment))))
    elif not assessment.signs and (next_test := laboratory.next_in_short(assessment)):
        lines.append(("Next test", Text(next_test)))
    usual = f"{amounts.estimate(assessment.usual_intake)} per day; {_asked(assessment, amounts)}"
    lines.append(("Usual intake", Text(usual)))
    if assessment.adequacy is not None:
        lines.append(("", Text(f"taken up like {sentences.worth(assessment, amounts)}")))
        chance = f"so it reaches {sentences.goal(assessment)} in {words.of_twenty(assessment.adequacy)} versions"
        lines.append(
            ("", Text(f"{chance} ({assessment.adequacy_name} {words.number(100 * assessment.adequacy, 0)} %)"))
        )
    if taken := _supplements(assessment, amounts):
        lines.append(("Supplements", Text(taken)))
    lines += [("What follows" if not k else "", Text(line)) for k, line in enumerate(follows(assessment, amounts))]
    lines += [("Swaps" if not k else "", line) for k, line in enumerate(_swaps(assessment, amounts))]
    return lines


def follows(assessment: Assessment, amounts: Amounts) -> list[str]:
    """Say what follows in a few lines: the numbers that can be counted out first, and how many answers are none."""
    found = assessment.outcomes
    if not found:
        return []
    numbers = sorted((one for one in found if one.kind == "number"), key=_weight, reverse=True)
    lines = [_asked_about(assessment, amounts)] if numbers else []
    lines += [_shortest(one) for one in numbers[:_MOST]]
    if group := outcomes.shared(found):
        lines.append(f"{group}: {sum(outcomes.not_studied(one) == group for one in found)} outcomes have no answer")
    rest = [f"{len(numbers) - _MOST} more with a number"] if len(numbers) > _MOST else []
    rest += [f"{sum(one.kind == kind for one in found)} {what}" for kind, what in _NONE.items()]
    lines.append(f"{', '.join(rest)}: epsom outcomes --for FILE")
    return lines


def _asked_about(assessment: Assessment, amounts: Amounts) -> str:
    asked = assessment.asked
    if asked.change is None:
        return "no change of food is looked at:"
    size = f"up to {amounts.text_mg(abs(asked.change))} a day {'more' if asked.change >= 0 else 'less'} from food"
    return f"with {size}{', an example' if asked.whose == 'example' else ''}; an association, no promise:"


def _weight(one: Following) -> tuple[int, float]:
    """Return by what outcomes are ranked here: those counted in people first, by how many fewer; then what is left."""
    leading = one.leading
    if leading is not None and leading.events is not None:
        return 2, abs(leading.events.fewer_doubted.mean)
    return (1, leading.size.below) if leading and leading.size and leading.size.below is not None else (0, 0.0)


def _shortest(one: Following) -> str:
    """Return an outcome with a number in one line, in the figures of its plain sentence."""
    name, leading = outcomes.heading(one.outcome), one.leading
    size = leading.size if leading else None
    if leading is None or size is None:
        return f"{name}: {one.direction} with more magnesium"
    if (events := leading.events) is not None and size.below is None:
        fewer = events.fewer_doubted
        gone = f"{counted(abs(fewer.mean))} {'fewer' if fewer.mean >= 0 else 'more'}"
        ends = fewer_ends(fewer.low95, fewer.high95).removeprefix("from ")
        name = words.capital(events.outcome)
        peers = f"{counted(events.before.median)} of 1,000 peers"
        return f"{name}: {peers} in {events.years:g} years, perhaps {gone} ({ends})"
    if size.below is not None:
        return (
            f"{name}: goes with a low serum; {round(words.VERSIONS * size.below)} of {words.VERSIONS} versions have one"
        )
    if leading.exposure == "dietary_magnesium":
        return f"{name}: {outcomes.MEASURE[size.measure]} perhaps {number(size.doubted.mean, 2)}; no rate is at hand"
    mean = f"{printed(size.estimate)}{f' {size.unit}' if size.unit else ''}"
    return f"{name}: {mean} on average in trials of supplements"


def _dots(assessment: Assessment) -> Text:
    """Return the twenty versions as filled and hollow dots, with the count in words."""
    from rich.text import Text

    dots = assessment.deficit_dots
    below = sum(dot > 0 for dot in dots)
    line = Text.assemble(("●" * below, "blue"), "○" * (len(dots) - below))
    return line.append(f"  {below} of {len(dots)} versions below their own full stores", style="bold")


def _held(flows: DayFlows, amounts: Amounts) -> str:
    kept, words_ = sentences.on_its_way(flows)
    return f"; about {amounts.text(kept)} {words_}" if words_ else ""


def _missing(assessment: Assessment, amounts: Amounts) -> str:
    low, _, high, unit = amounts.numbers(assessment.deficit)
    more, less = (end.removeprefix(words.MINUS) for end in (low, high))
    side = "less" if assessment.deficit.median >= 0 else "more"
    share = words.share(abs(assessment.deficit_share.median))
    span = f"{more} to {less} {unit} less"
    if low != more:  # the low end of what is missing is a surplus
        span = f"from {more} more to {less} {unit} less" if high == less else f"{less} to {more} {unit} more"
    return f"the middle version holds {amounts.size(assessment.deficit)} {side} ({share}); 90 of 100: {span}"


def _spark(band: Band, count: int = 36) -> Text:
    """Return the middle of a course as a row of blocks, within the range of 90 of 100, which is named."""
    from rich.text import Text

    low, high, middle = min(band.q05), max(band.q95), band.q50
    picked = [middle[round(k * (len(middle) - 1) / (count - 1))] for k in range(count)]
    steps = [round((value - low) / (high - low or 1.0) * (len(_BLOCKS) - 1)) for value in picked]
    bars = "".join(_BLOCKS[step] for step in steps)
    return Text.assemble((bars, "red"), f"  within {words.number(low, 2)} to {words.number(high, 2)} mmol/L")


def _worth(assessment: Assessment) -> str:
    size, tail = words.number(assessment.effective_size, 0), sentences.tail_of_weights(assessment)
    return f"{assessment.persons} virtual persons, worth {size} equal ones{tail and f' ({tail})'}"


def _asked(assessment: Assessment, amounts: Amounts) -> str:
    own = [
        line
        for line in assessment.needs
        if line.authority == assessment.authority and not sentences.is_limit(line.kind)
    ]
    return ", ".join(f"{line.kind} {amounts.text_mg(line.value)}" for line in own) or "no need in the table"


def _supplements(assessment: Assessment, amounts: Amounts) -> str:
    """Hold what is taken as salts, as a mean of the recorded days, against the limit; empty where none is taken."""
    salts = [line.magnesium.median for line in assessment.eaten if line.grams is None]
    daily = sum(salts) / max(len(assessment.day_names), 1)
    if not salts:
        return ""
    told = f"{amounts.text_mg(daily)} per day"
    limits = [line for line in assessment.needs if sentences.is_limit(line.kind)]
    if not limits:
        return f"{told}; no limit is known for this age"
    limit = min(limits, key=lambda line: line.value)
    side = "above it, for review" if daily > limit.value else "within it"
    return f"{told}; limit for supplements {amounts.text_mg(limit.value)} ({limit.authority}): {side}"


def _swaps(assessment: Assessment, amounts: Amounts) -> list[Text]:
    from rich.text import Text

    lines: list[Text] = []
    for swap in assessment.swaps:
        chance = words.of_twenty(swap.adequacy_after)
        gain = words.plus(amounts.middle(view.from_mg(swap.gain_mg)))
        lines.append(Text.assemble((swap.choose, "green"), f"{words.change('', swap.instead)}: {gain}, {chance}"))
    if lines:
        lines.append(
            Text(
                f"for review: {amounts.unit} a day, and versions that then reach it; each keeps those above",
                style="dim",
            )
        )
    return lines
