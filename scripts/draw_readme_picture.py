"""Draw docs/body.svg, the README's picture: the body diagram of the report of Ana, as a file that stands alone.

``python scripts/draw_readme_picture.py`` rewrites it; ``--check`` writes nothing and ends with 1 if it is out of date.
Colours are resolved and the ground is white, so that a code host shows it in a light and in a dark page.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from epsom.interfaces.report.charts import body_chart
from epsom.interfaces.report.words import Amounts

if TYPE_CHECKING:
    from epsom.assessment import Assessment

PICTURE = Path(__file__).parents[1] / "docs" / "body.svg"
LETTERS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
MARGIN = 12


def assessed() -> Assessment:
    """Return the assessment that the picture shows: that of the example person, as ``epsom demo`` has it."""
    import epsom

    return epsom.assess(epsom.read_person(str(files("epsom").joinpath("examples", "ana.yaml"))))


def rules(figure: str) -> str:
    """Return the rules of the report's style sheet that say something about this figure, with plain colours."""
    sheet = re.sub(r"/\*.*?\*/", "", files("epsom.interfaces.report").joinpath("report.css").read_text("utf-8"))
    colours = dict(re.findall(r"--([\w-]+):([^;}]+)", sheet))
    sheet = sheet.partition("@media")[0]
    shown = {name for names in re.findall(r'class="([^"]+)"', figure) for name in names.split()}
    kept: list[str] = []
    for selectors, look in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        ours = [one.strip() for one in selectors.split(",") if shown >= set(re.findall(r"\.([\w-]+)", one)) != set()]
        if ours:
            kept.append(f"{','.join(ours)}{{{look.strip()}}}")
    plain = re.sub(r"var\(--([\w-]+)\)", lambda name: colours[name[1]], "\n".join(kept))
    return plain.replace("font-family:inherit", f"font-family:{LETTERS}")


def picture(result: Assessment) -> str:
    """Return the body diagram of an assessment as a whole SVG file."""
    figure = body_chart(result, Amounts("mg"))
    start, inside = re.fullmatch(r"<svg([^>]*)>(.*)</svg>", figure, flags=re.S).groups()  # type: ignore[union-attr]
    width, height = (float(side) for side in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', start).groups())  # type: ignore[union-attr]
    whole = f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN:g} {height + 2 * MARGIN:g}"
    start = re.sub(r'viewBox="[^"]*"', f'viewBox="{whole}"', start)
    start = start.replace('width="100%"', f'width="{width + 2 * MARGIN:g}" height="{height + 2 * MARGIN:g}"')
    ground = f'<rect x="{-MARGIN}" y="{-MARGIN}" width="100%" height="100%" fill="#fff"/>'
    marks = inside.replace("><", ">\n<")
    return f'<svg xmlns="http://www.w3.org/2000/svg"{start}>\n<style>\n{rules(figure)}\n</style>\n{ground}\n{marks}\n</svg>\n'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if the picture is out of date")
    told = parser.parse_args()
    drawn = picture(assessed())
    if told.check:
        current = PICTURE.is_file() and PICTURE.read_text("utf-8") == drawn
        print("docs/body.svg is current." if current else "docs/body.svg is out of date: run this without --check.")
        return 0 if current else 1
    PICTURE.write_text(drawn, "utf-8")
    print("docs/body.svg is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
