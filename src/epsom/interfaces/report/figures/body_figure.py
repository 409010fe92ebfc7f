"""The body: where a day's magnesium went, drawn on a calm outline of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from epsom.interfaces.report import words
from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.words import Amounts, Range, gain, share

WIDTH, HEIGHT = 500.0, 640.0
CENTRE = 250.0

# the right half of the outline, from the crown down the arm and the leg and up again: (distance from the middle, down)
_HALF = (
    (0, 12), (20, 16), (34, 32), (37, 54), (32, 78), (22, 96), (19, 108), (22, 122), (48, 134), (84, 146), (105, 166),
    (115, 202), (120, 248), (126, 298), (133, 346), (139, 386), (143, 418), (140, 444), (130, 454), (121, 438),
    (117, 410), (110, 378), (101, 336), (94, 286), (88, 240), (83, 214), (80, 246), (75, 288), (73, 318),
    (79, 356), (88, 396), (92, 440), (91, 500), (84, 560), (77, 620), (76, 680), (24, 680), (19, 620), (15, 560),
    (9, 490), (4, 446),
)  # fmt: skip

_PLATE = (62.0, 64.0)
_BLOOD, _GUT, _KIDNEY = (262.0, 214.0), (232.0, 356.0), (301.0, 312.0)
_MUSCLE, _SOFT, _BONE, _CHILD = (354.0, 242.0), (196.0, 278.0), (304.0, 546.0), (254.0, 424.0)
_GROWTH = (203.0, 524.0)


@dataclass(frozen=True)
class _Ribbon:
    """A flow's way over the drawing: a path from where it comes to where it goes, and what colours it."""

    key: str
    way: str
    kind: str
    store: bool = False


_WIDE = (
    _Ribbon("eaten", "M96 64C150 58 200 66 230 84C247 95 247 118 244 150C240 220 228 270 229 312", "food"),
    _Ribbon("stool", "M220 378C210 430 206 478 178 500C162 512 148 513 138 513", "stool"),
    _Ribbon("absorbed", "M245 334C258 310 262 284 260 257", "blood"),
    _Ribbon("urine", "M306 330C316 370 314 420 336 456C344 470 356 477 370 478", "urine"),
    _Ribbon("sweat", "M276 196C300 166 330 142 374 126", "sweat"),
)
_STORES = (
    _Ribbon("soft tissue", "M240 230C228 240 218 250 211 262", "soft", store=True),
    _Ribbon("muscle", "M290 212C308 210 324 217 341 231", "muscle", store=True),
    _Ribbon("bone", "M271 240C280 290 268 340 272 410C275 462 290 492 298 523", "bone", store=True),
)
_CHILD_WAY = _Ribbon("offspring", "M268 240C274 300 274 360 260 408", "child")
_GROWTH_WAY = _Ribbon("growth", "M264 242C270 310 270 390 252 440C240 474 222 492 210 510", "growth")


def thickness(flow: float, eaten: float) -> float:
    """Return a ribbon's width: it grows with the flow, less than in proportion, and never vanishes."""
    if eaten <= 0:
        return 1.4
    return max(1.4, min(26.0, 18.0 * (abs(flow) / eaten) ** 0.6))


def _ribbon(ribbon: _Ribbon, flow: Range, eaten: float, said: str, back: bool = False) -> str:
    """Return a flow with its arrow head; a store that gives back is dashed and its head sits at the other end."""
    wide = thickness(flow.median, eaten)
    kind = "back" if back else ribbon.kind
    tip = f"tip-{ribbon.key.replace(' ', '-')}"
    size = max(11.0, 1.75 * wide)
    head = svg.mark("path", d="M0 0L8 4L0 8z", class_=f"tip {kind}")
    ends_at = 8 if ribbon.store else 1
    named = {"viewBox": "0 0 8 8", "refX": ends_at, "refY": 4, "markerWidth": size, "markerHeight": size * 0.9}
    turn = "auto-start-reverse" if back else "auto"
    marker = svg.mark("marker", head, id=tip, markerUnits="userSpaceOnUse", orient=turn, **named)
    arrow = {"marker_start" if back else "marker_end": f"url(#{tip})"}
    body = svg.mark("path", svg.title(said), d=ribbon.way, class_=f"ribbon {kind}", stroke_width=wide, **arrow)
    run = "" if wide < 4 else svg.mark("path", d=ribbon.way, class_="run")
    return marker + body + run


def _outline() -> str:
    right = [(CENTRE + x, float(y)) for x, y in _HALF]
    left = [(CENTRE - x, float(y)) for x, y in reversed(_HALF) if x > 0]
    fades = ""
    for name in ("skin", "edge"):
        stops = svg.mark("stop", offset="0.7", class_=name) + svg.mark("stop", offset="0.93", class_=f"{name} away")
        fades += svg.mark("linearGradient", stops, id=f"fade-{name}", x1=0, y1=0, x2=0, y2=1)
    head = svg.mark("path", d="M0 0L8 4L0 8z", class_="head")
    named = {"viewBox": "0 0 8 8", "refX": 6, "refY": 4, "markerWidth": 10, "markerHeight": 9, "orient": "auto"}
    fades += svg.mark("marker", head, id="head", markerUnits="userSpaceOnUse", **named)
    look = {"fill": "url(#fade-skin)", "stroke": "url(#fade-edge)", "class_": "outline"}
    return svg.mark("defs", fades) + svg.mark("path", d=svg.smooth(right + left), **look)


def _plate() -> str:
    x, y = _PLATE
    rings = [svg.mark("circle", cx=x, cy=y, r=r, class_=f"plate {kind}") for r, kind in ((30.0, "rim"), (20.0, "well"))]
    fork = f"M{svg.near(x - 42)} {svg.near(y - 22)}v12m-4-12v10q0 4 4 4t4-4v-10m-4 12v32"
    return "".join(rings) + svg.mark("path", d=fork, class_="cutlery")


def _organ(at: svg.Point, radius: float, kind: str, name: str, words: str) -> str:
    ring = svg.mark("circle", svg.title(words), cx=at[0], cy=at[1], r=radius, class_=f"organ {kind}")
    return ring + (svg.text((at[0], at[1] + 4), name, class_="organ-name") if name else "")


def _kidney(words: str) -> str:
    """Return the kidney with its loop, which is not to scale: blood goes there and nearly all comes back."""
    there = "M289 222C305 234 313 262 309 290"
    again = "M292 306C284 292 284 262 282 238"
    loop = svg.mark("path", svg.title(words), d=there, class_="loop", marker_end="url(#head)")
    loop += svg.mark("path", svg.title(words), d=again, class_="loop given", marker_end="url(#head)")
    bean = "M302 294c14 0 17 12 15 22s-10 19-19 16c-6-2-6-8-2-11s2-8-1-12c-4-6-1-15 7-15z"
    return loop + svg.mark("path", svg.title(words), d=bean, class_="organ kidney")


def _juice(flow: Range, words: str) -> str:
    way = "M246 238C247 268 242 296 239 324"
    return svg.mark("path", svg.title(words), d=way, class_="juice", marker_end="url(#head)") if flow.median > 0 else ""


@dataclass(frozen=True)
class _Label:
    """Words beside the drawing, and where their thin line leads."""

    at: svg.Point
    name: str
    lines: tuple[str, ...]
    to: tuple[svg.Point, ...] = ()
    kind: str = ""

    def drawn(self) -> str:
        x, y = self.at
        parts = [svg.text((x, y), self.name, class_=f"name {self.kind}".strip())]
        for row, line in enumerate(self.lines):
            style = "range" if line.startswith("(") else "value"
            parts.append(svg.text((x, y + 17 * (row + 1)), line, class_=f"{style} {self.kind}".strip()))
        if self.to:
            parts.append(svg.mark("path", d=svg.path(self.to), class_="leader"))
        return "".join(parts)


def _stored(name: str, at: svg.Point, to: svg.Point, flow: Range, amounts: Amounts) -> _Label:
    lines = (words.verb(flow, amounts), amounts.size(flow), f"({amounts.span(flow)})")
    return _Label(at, name, lines, (_beside(at, name), to), "back" if words.verb(flow, amounts) == "gives back" else "")


def _beside(at: svg.Point, name: str) -> svg.Point:
    """Return where the thin line of a label starts: before it on the right side, after its words on the left."""
    return (at[0] - 5, at[1] - 4) if at[0] > CENTRE else (at[0] + 8.2 * len(name) + 5, at[1] - 4)


def _labels(flows: Mapping[str, Range], amounts: Amounts) -> list[_Label]:
    def told(key: str) -> tuple[str, str]:
        return amounts.middle(flows[key]), f"({amounts.span(flows[key])})"

    returned = flows["reabsorbed"].median / flows["filtered"].median if flows["filtered"].median > 0 else 0.0
    kidney = (f"{amounts.middle(flows['filtered'])} filtered", f"{share(returned)} given back")
    left, right = 6.0, 392.0
    labels = [
        _Label((left, 118.0), "Eaten", told("eaten")),
        _Label((left, 336.0), "Absorbed", told("absorbed"), (_beside((left, 340.0), "Absorbed"), (203.0, 350.0))),
        _Label((left, 500.0), "Out in stool", told("stool")),
        _Label((right, 112.0), "Out in sweat", told("sweat")),
        _Label((right, 322.0), "Kidneys", kidney, ((right - 5, 318.0), (321.0, 313.0))),
        _Label((right, 468.0), "Out in urine", told("urine")),
        _stored("Muscle", (right, 206.0), (365.0, 233.0), flows["muscle"], amounts),
        _stored("Bone", (right, 556.0), (327.0, 548.0), flows["bone"], amounts),
        _stored("Soft tissue", (left, 232.0), (181.0, 268.0), flows["soft tissue"], amounts),
    ]
    if flows["offspring"].median > 0:
        to = (240.0, 424.0)
        labels.append(
            _Label((left, 418.0), "To the child", told("offspring"), (_beside((left, 418.0), "To the child"), to))
        )
    if flows["growth"].median > 0:
        at = (left, 580.0)
        labels.append(_Label(at, "Into growth", told("growth"), (_beside(at, "Into growth"), (196.0, 538.0))))
    return labels


def spoken(flows: Mapping[str, Range], amounts: Amounts, when: str) -> str:
    """Tell the drawing in words, every number with its range of 90 of 100."""
    said = [f"{key} {amounts.estimate(flows[key])}" for key in ("eaten", "absorbed")]
    said.append(f"kidneys filter {amounts.estimate(flows['filtered'])} and give back")
    said[-1] += f" {amounts.estimate(flows['reabsorbed'])}"
    said.append(f"digestive juices return {amounts.estimate(flows['secreted'])} to the gut")
    said += [f"out in {key} {amounts.estimate(flows[key])}" for key in ("stool", "urine", "sweat")]
    if flows["offspring"].median > 0:
        said.append(f"to the child {amounts.estimate(flows['offspring'])}")
    if flows["growth"].median > 0:
        said.append(f"into growth {amounts.estimate(flows['growth'])}")
    for key in ("blood", "muscle", "soft tissue", "bone"):
        said.append(f"{key} {gain(flows[key], amounts)}, range {amounts.span(flows[key])}")
    return f"Where the magnesium of {when} went: {'; '.join(said)}. Ranges hold 90 of 100 virtual persons."


def body_figure(flows: Mapping[str, Range], amounts: Amounts, *, when: str) -> str:
    """Draw the flows of one day [mmol] on a person: plate, gut, blood, stores, kidney loop, and the ways out.

    Keys: eaten, absorbed, secreted, stool, filtered, reabsorbed, urine, sweat, offspring, growth, and the gains of the
    stores blood, muscle, soft tissue and bone; a negative gain is drawn dashed, in another colour, its arrow turned
    round. What goes to a child or into growth is drawn only where something does.
    """
    eaten = flows["eaten"].median
    parts = [_outline(), _plate()]
    child, grows = flows["offspring"].median > 0, flows["growth"].median > 0
    for ribbon in (*_WIDE, *((_CHILD_WAY,) if child else ()), *((_GROWTH_WAY,) if grows else ())):
        said = f"{ribbon.key}: {amounts.estimate(flows[ribbon.key])}"
        parts.append(_ribbon(ribbon, flows[ribbon.key], eaten, said))
    parts.append(_juice(flows["secreted"], f"digestive juices: {amounts.estimate(flows['secreted'])}"))
    loop = f"filtered {amounts.estimate(flows['filtered'])}; given back {amounts.estimate(flows['reabsorbed'])}"
    parts.append(_kidney(f"kidneys: {loop}; the loop is not to scale"))
    parts.append(_organ(_BLOOD, 28.0, "blood", "blood", f"blood {gain(flows['blood'], amounts)}"))
    parts.append(_organ(_GUT, 29.0, "gut", "gut", f"gut: absorbed {amounts.estimate(flows['absorbed'])}"))
    stores = {"muscle": (_MUSCLE, 17.0, ""), "soft tissue": (_SOFT, 21.0, ""), "bone": (_BONE, 24.0, "bone")}
    for ribbon in _STORES:
        at, radius, name = stores[ribbon.key]
        flow = flows[ribbon.key]
        back = words.verb(flow, amounts) == "gives back"
        said = f"{ribbon.key} {gain(flow, amounts)} ({amounts.span(flow)})"
        parts += [_organ(at, radius, ribbon.kind, name, said), _ribbon(ribbon, flow, eaten, said, back)]
    if child:
        parts.append(_organ(_CHILD, 14.0, "child", "", f"child: {amounts.estimate(flows['offspring'])}"))
    if grows:
        parts.append(_organ(_GROWTH, 14.0, "growth", "", f"growth: {amounts.estimate(flows['growth'])}"))
    parts += [label.drawn() for label in _labels(flows, amounts)]
    return svg.figure(WIDTH, HEIGHT, spoken(flows, amounts, when), parts, "body")
