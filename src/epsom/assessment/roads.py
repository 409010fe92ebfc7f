"""The roads from the readings to the stores: plain draws where enough of them fit, else more draws, else a led cohort.

A cohort is accepted where its weights leave a large enough effective size and no heavy tail; both are reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from epsom.assessment.eating import number
from epsom.assessment.life import Lived, course, lived, through
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.cohort.draw import drawn
from epsom.elementwise import Array
from epsom.person import Person
from epsom.plate.chance import Chance
from epsom.plate.record import FoodRecord
from epsom.status.likelihood import Weighting, softened
from epsom.status.readings import share_beyond
from epsom.status.tempering import effective_size, tempered
from epsom.status.tempering import number as tempering

Road = Literal["no reading", "draws", "more draws", "led", "softened"]
ROADS: tuple[Road, ...] = get_args(Road)
PATIENCE, GROWTH = 4, 1.1  # moving ends where so many rounds have not made the led worth a tenth more


def inferred(
    person: Person, told: FoodRecord, target: float, *, persons: int, seed: int, say: Callable[[str], None]
) -> tuple[Lived, Road]:
    """Return the cohort that answers for a person, weighed by the labs, and the road by which it was found.

    ``persons`` are drawn at first. Where too few of them fit, or a reading is rare among them, many more are drawn and
    half of those have a loss that nobody told of; where too few of these fit, they are led to the readings in stages,
    and answer where they are worth ``few_effective`` or more; and where even that fails, the readings count in part. A
    cohort smaller than usual was asked to be rough: it is judged, and grows, in proportion.
    """
    rough = min(1.0, persons / number("usual_persons"))
    least, most = rough * number("enough_effective"), number("most_k")
    say(f"drawing {persons} virtual persons")
    life = lived(person, told, target, persons=persons, seed=seed, untold=False, say=say)
    if not life.read:
        return life, "no reading"
    if life.weighting.accepted(least, most) and not _rare(life):
        return life, "draws"
    many = max(round(rough * number("more_persons")), persons)
    say(f"drawing {many} virtual persons, some with a loss that nobody told of")
    life = lived(person, told, target, persons=many, seed=seed, untold=True, say=say)
    if life.weighting.accepted(least, most):
        return life, "more draws"
    begin = life
    if life.cohort.rare_classes:
        say("drawing them anew, more of them hit hard by a medicine")
        begin = lived(
            person,
            told,
            target,
            persons=max(round(rough * number("oftener_persons")), persons),
            seed=seed,
            untold=True,
            oftener=True,
            say=say,
        )
        if begin.weighting.accepted(least, most):
            return begin, "more draws"
    say("leading virtual persons to the readings")
    few, led_persons = rough * number("few_effective"), round(rough * tempering("tempered_persons"))
    other = led(begin, told, target, persons=led_persons, least=least, few=few)
    if other is not None and other.weighting.accepted(few, most):
        return other, "led"
    return replace(life, weighting=softened(life.readings, life.silent, number("least_effective"))), "softened"


def led(life: Lived, told: FoodRecord, target: float, *, persons: int, least: float, few: float) -> Lived | None:
    """Return so many virtual persons led from a cohort to its readings, or None where they do not stand for enough.

    They move on until what is reported of them is worth ``least`` in effective size, or no longer grows; it must be
    worth ``few`` in the end, and so must every chance by itself.

    Whatever was drawn by name moves: the parameters of the body, the effects of medicines and conditions, the size of
    an untold loss, the habit of eating and the richness of each food. The way of an untold loss is inherited, and so
    is being of a rare class whom a medicine hits hard: moves seldom cross from one to the other.
    """
    chance, person = life.cohort.chance, life.cohort.person
    latent, untold = chance.latent(), life.cohort.untold
    inherited = {name: latent.pop(name) for name in life.cohort.rare_classes}

    def cohort(z: Array, origin: NDArray[np.int64], shown: tuple[float, ...] = ()) -> Lived:
        kept = {name: normal[origin] for name, normal in inherited.items()}
        moved = Chance(chance.drawn, chance.seed, dict(zip(latent, z, strict=True)) | kept, origin)
        return through(drawn(person, moved, untold=untold is not None), told, target, shown, life.read)

    def likelihood(z: Array, origin: NDArray[np.int64]) -> Array:
        other = cohort(z, origin)
        return np.where(other.viable, other.readings, -np.inf)

    def worth(z: Array, origin: NDArray[np.int64]) -> float:
        unlike = effective_size(z, origin) >= few
        return effective_size(_reported(cohort(z, origin)), origin) if unlike else 0.0

    seen = list[float]()

    def done(z: Array, origin: NDArray[np.int64]) -> bool:
        seen.append(worth(z, origin))
        grown = len(seen) <= PATIENCE or seen[-1] >= GROWTH * max(seen[:-PATIENCE])
        return seen[-1] >= least or not grown

    found = tempered(
        likelihood, np.array(list(latent.values())), np.where(life.viable, life.readings, -np.inf),
        life.cohort.log_prior, persons=persons, seed=chance.seed, kind=None if untold is None else untold.kind,
        enough=done,
    )  # fmt: skip
    size = worth(found.z, found.origin) if found.reached else 0.0
    if size < few:
        return None
    weights = Weighting(np.full(persons, 1.0 / persons), size, found.k)
    return replace(cohort(found.z, found.origin, course()), weighting=weights, before=life)


def _rare(life: Lived) -> bool:
    """Tell whether a reading is one that people with nothing but what was told hardly ever have."""
    rare = number("rare_reading")
    return any(share_beyond(one, e, life.prior) < rare for one, e in zip(life.read, life.expected, strict=True))


def _reported(life: Lived) -> Array:
    """Return the ranks of virtual persons in what is said of them, shape (quantities, persons).

    Quantiles are what is said, and a few persons far out would make a family look unlike in the quantity itself.
    """
    now = Pools(*life.now)
    said = np.array([life.deficit, balance.serum(now, life.body), balance.spilled(now, life.body)])
    return np.argsort(np.argsort(said, axis=1), axis=1).astype(np.float64)
