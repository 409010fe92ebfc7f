"""The table of searching and importing, for the page ``docs/speed.md``."""

from __future__ import annotations

CORPORA = {
    "box": ("the box", 1.0, 5.0),
    "tables": ("four national tables", 10.0, 20.0),
    "brands": ("made-up brands", 50.0, 500.0),
}
"""What is searched, and the milliseconds hoped for: words and beginnings of words, and slips of the pen."""
IMPORT_S, IMPORT_MB = 20.0, 300.0


def foods(results: dict[str, float], lost: dict[str, str]) -> str:
    """Return the table as Markdown; nothing where it was never measured."""
    if "plate.import.sr_legacy_s" not in results:
        return ""
    lines = ["### Finding foods", ""]
    lines += ["| searched | names | asked in | p95 | rapidfuzz | plain `LIKE` | hoped for | reached |"]
    lines += ["| --- | ---: | --- | ---: | ---: | ---: | ---: | --- |"]
    for name, (shown, *hoped) in CORPORA.items():
        count = results[f"plate.search.{name}.names"]
        for how, most in zip(("words", "slips"), hoped, strict=True):
            at = f"plate.search.{name}.{how}"
            ours = results[f"{at}_p95_ms"]
            others = " | ".join(_times(results.get(f"{at}.{peer}_ratio")) for peer in ("rapidfuzz", "like"))
            reached = "yes" if ours < most else "**no**"
            lines.append(f"| {shown} | {count:,.0f} | {how} | {ours:.2g} ms | {others} | {most:g} ms | {reached} |")
    seconds, peak = results["plate.import.sr_legacy_s"], results["plate.import.sr_legacy_peak_mb"]
    reached = "is" if seconds < IMPORT_S and peak < IMPORT_MB else "is **not**"
    lines += [
        "",
        "A ratio is the time of the other over ours, for the same questions in the same run. `LIKE` looks for every"
        " word in the text and ranks nothing; in a few hundred names that is quicker, and the right food is seldom"
        " first.",
        f"SR Legacy with {results['plate.import.sr_legacy_foods']:,.0f} foods is imported in {seconds:.2g} s and"
        f" {peak:.0f} MB, {results['plate.import.plain_ratio']:.2g} times what copying the file into SQLite takes;"
        f" below {IMPORT_S:g} s and {IMPORT_MB:g} MB {reached} reached.",
    ]
    gone = sorted({reason for name, reason in lost.items() if name.startswith("plate.")})
    return "\n".join([*lines, *(f"Not measured: {reason}." for reason in gone), ""])


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{float(f'{ratio:.2g}'):g} times"
