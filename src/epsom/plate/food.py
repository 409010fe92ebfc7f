"""One food: its name and place on the plate, what 100 g of it hold, its portions, and whom it suits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from epsom.plate.composition import Composition, origins
from epsom.plate.diets import UNKNOWN, Diet

TOLD = "told"
"""The ``source`` of a number that the person told, such as the magnesium of the own tap water."""
INGREDIENT = "ingredient"
"""The ``slot`` of what nobody eats as it is, such as dry pasta, raw meat or flour."""


@dataclass(frozen=True)
class Food:
    """One food as people say it; amounts in mg per 100 g edible, energy in kcal per 100 g, density in g/mL.

    ``magnesium`` None means that nobody has a value: then the range counts, and it is never read as zero.
    ``spread`` is the standard deviation of the logarithm between samples; ``portions`` are household portions in g.
    ``others`` are the further nutrients of nutrients.csv that a table has a value of, ``elsewhere`` says which of them
    are not from the food's own row and from where; ``composition`` brings them together with magnesium and energy.
    ``slot`` is its place in the day; an ingredient is cooked before it is eaten, and nobody is offered it on a plate.
    ``fortified`` foods have minerals or vitamins added: brands differ more, and their table grows old sooner.
    """

    id: str
    name: str
    group: str
    slot: str
    magnesium: float | None
    magnesium_low: float
    magnesium_high: float
    spread: float
    energy: float | None
    phytate: float
    phytate_low: float
    phytate_high: float
    oxalate: float
    oxalate_low: float
    oxalate_high: float
    density: float | None
    portions: Mapping[str, float]
    default_portion: str
    names: tuple[str, ...]
    source: str
    source_id: str
    mark: str
    misspellings: tuple[str, ...] = ()
    others: Mapping[str, float] = field(default_factory=dict[str, float])
    elsewhere: str = ""
    diet: Diet = UNKNOWN
    fortified: bool = False

    @property
    def composition(self) -> Composition:
        """What 100 g of it hold; what nobody has measured is unknown there, and never zero."""
        own = {"energy": self.energy, "magnesium": self.magnesium}
        known = {**self.others, **{name: value for name, value in own.items() if value is not None}}
        source = f"{self.source}:{self.source_id}" if self.source_id else self.source
        return Composition(known, source, origins(self.elsewhere))

    def label(self) -> str:
        """Return the name with the number under which its source lists it."""
        return f"{self.name} ({self.source_id})" if self.source_id else self.name
