"""Readings: what can be read off a body, as a laboratory, a biopsy or a scan would read it."""

from __future__ import annotations

from epsom.body import balance, calcium, gut, plasma, red_cells
from epsom.body.balance import Body, Pools, Rate
from epsom.elementwise import Array


def _sum_of(store: str) -> Rate:
    def held(x: Pools, b: Body) -> Array:
        return sum(getattr(x, pool) for pool in balance.STORES[store])  # pyright: ignore[reportReturnType]

    return held


READINGS: dict[str, Rate] = {
    "serum_magnesium": balance.serum,
    "ultrafiltrable_magnesium": balance.free,
    "ionised_magnesium": lambda x, b: plasma.ionised(x.plasma, b.plasma),
    "bound_magnesium": lambda x, b: plasma.bound(x.plasma, b.plasma),
    "red_cell_magnesium": lambda x, b: x.red_cells / b.red_cells.all.content,
    "free_red_cell_magnesium": lambda x, b: red_cells.free_magnesium(balance.around(x, b), b.red_cells),
    "urine_magnesium": balance.spilled,
    "faecal_magnesium": lambda x, b: gut.defecated(x.colon, b.gut),
    "renal_threshold": balance.threshold,
    "muscle_magnesium": _sum_of("muscle"),
    "soft_tissue_magnesium": _sum_of("soft tissue"),
    "bone_magnesium": _sum_of("bone"),
    "body_magnesium": balance.content,
    "ionised_calcium": lambda x, b: x.calcium,
    "total_calcium": lambda x, b: calcium.total(x.calcium, b.calcium),
    "parathyroid_hormone": lambda x, b: x.parathyroid_hormone,
    "calcitriol": lambda x, b: x.calcitriol,
    "serum_potassium": lambda x, b: x.potassium,
    "bone_density": lambda x, b: x.bone_density,
}
"""Every reading by the name it has in quantities.toml, in the unit that stands there."""
