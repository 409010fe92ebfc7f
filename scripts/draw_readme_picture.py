"""Draw docs/body.svg, the README's picture: the body diagram of the report of Ana, as a file that stands alone.

``python scripts/draw_readme_picture.py`` rewrites it; ``--check`` writes nothing and ends with 1 if it is out of date.
Colours are resolved and the ground is white, so that a code host shows it in a light and in a dark page.
"""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from epsom.interfaces.report import house
from epsom.interfaces.report.charts import body_chart
from epsom.interfaces.report.words import Amounts

if TYPE_CHECKING:
    from epsom.assessment import Assessment

PICTURE = Path(__file__).parents[1] / "docs" / "body.svg"


def assessed() -> Assessment:
    """Return the assessment that the picture shows: that of the example person, as ``epsom demo`` has it."""
    import epsom

    return epsom.assess(epsom.read_person(str(files("epsom").joinpath("examples", "ana.yaml"))))


def picture(result: Assessment) -> str:
    """Return the body diagram of an assessment as a whole SVG file."""
    return house.alone(body_chart(result, Amounts("mg")), ("epsom.interfaces.report", "report.css"))


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
