"""``python3 dev.py bench plate``: searching and importing; then the results."""

from __future__ import annotations

from speed.results import merge, say

from plate import box_search, importing, searching


def main() -> None:
    """Measure both, keep the figures and print them."""
    say("Importing SR Legacy ...")
    found, missing = importing.measured()
    say("Searching the box, the tables and made-up brands (about five minutes) ...")
    more, lost = searching.measured()
    found |= more | box_search.measured()
    merge("plate", found, missing | lost)
    for name, value in sorted(found.items()):
        print(f"{value:12.4g}  {name}")
    say("Written: benchmarks/results.json")
