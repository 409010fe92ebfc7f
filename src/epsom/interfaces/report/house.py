"""The house's look: templates, style sheets and drawings, for every page and every picture that stands alone."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from epsom.simulate.keeping import folder

if TYPE_CHECKING:
    from jinja2 import Template

Sheet = tuple[str, str]
"""A style sheet: the room it lies in and its file."""
LETTERS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
MARGIN = 12


def text(room: str, file: str) -> str:
    """Return a file of a room."""
    return files(room).joinpath(file).read_text("utf-8")


@cache
def template(room: str, file: str) -> Template:
    """Return a page's template, ready to be filled."""
    from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined

    kept = folder()  # the compiled template is kept beside the kernels, where these are kept
    house = Environment(
        loader=FunctionLoader(lambda name: text(room, name)), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
        bytecode_cache=FileSystemBytecodeCache(str(kept)) if os.access(kept, os.W_OK) else None,
    )  # fmt: skip
    return house.get_template(file)


def style(foot: str, *sheets: Sheet) -> str:
    """Return style sheets without comments, with the footer that every printed page carries."""
    whole = "\n".join(text(*sheet) for sheet in sheets)
    short = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", whole, flags=re.S)).strip()
    plain = re.sub(r"[^\w .:-]", "", foot)
    said = f'"Epsom. For research and education; not a medical device. {plain}"'
    return (
        f'{short}\n@page{{@bottom-left{{content:{said}}}@bottom-right{{content:counter(page) " / " counter(pages)}}}}'
    )


def rules(figure: str, *sheets: Sheet) -> str:
    """Return the rules of style sheets that say something about this figure, with plain colours."""
    sheet = "\n".join(re.sub(r"/\*.*?\*/", "", text(*one)).partition("@media")[0] for one in sheets)
    colours = dict(re.findall(r"--([\w-]+):([^;}]+)", sheet))
    shown = {name for names in re.findall(r'class="([^"]+)"', figure) for name in names.split()}
    kept: list[str] = []
    for selectors, look in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        ours = [one.strip() for one in selectors.split(",") if shown >= set(re.findall(r"\.([\w-]+)", one)) != set()]
        if ours:
            kept.append(f"{','.join(ours)}{{{look.strip()}}}")
    plain = re.sub(r"var\(--([\w-]+)\)", lambda name: colours[name[1]], "\n".join(kept))
    return plain.replace("font-family:inherit", f"font-family:{LETTERS}")


def alone(figure: str, *sheets: Sheet) -> str:
    """Return a figure as a whole SVG file: colours resolved, on white, so that it reads in light and dark pages."""
    found = re.fullmatch(r"<svg([^>]*)>(.*)</svg>", figure, flags=re.S)
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', figure)
    if found is None or box is None:
        raise ValueError("this is no figure of the house")
    start, inside = found.groups()
    width, height = float(box[1]) + 2 * MARGIN, float(box[2]) + 2 * MARGIN
    start = re.sub(r'viewBox="[^"]*"', f'viewBox="{-MARGIN} {-MARGIN} {width:g} {height:g}"', start)
    start = start.replace('width="100%"', f'width="{width:g}" height="{height:g}"')
    ground = f'<rect x="{-MARGIN}" y="{-MARGIN}" width="100%" height="100%" fill="#fff"/>'
    marks = inside.replace("><", ">\n<")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{start}>\n<style>\n{rules(figure, *sheets)}\n</style>\n'
        f"{ground}\n{marks}\n</svg>\n"
    )
