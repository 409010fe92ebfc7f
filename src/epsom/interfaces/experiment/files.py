"""The files of an experiment: a table of every person and look, the summary as CSV, and the lost persons as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from shlex import quote
from typing import Any, cast

import numpy as np

from epsom.errors import InputError
from epsom.interfaces.experiment import wording
from epsom.studies.arms import ArmRead
from epsom.studies.experiment import Experiment
from epsom.studies.lost import ENDED
from epsom.version import __version__

SUMMARY_HEAD = ("arm", "day", "quantity", "unit", "persons", "q05", "q50", "q95")


def need_parquet() -> None:
    """Raise InputError where Parquet cannot be written."""
    try:
        import pyarrow  # noqa: F401  # pyright: ignore[reportMissingTypeStubs, reportUnusedImport]
    except ImportError:
        raise InputError(
            "Parquet needs pyarrow. It comes with: pip install 'epsom[parquet]'. Or do without: --no-parquet"
        ) from None


def parquet(arms: Sequence[ArmRead], experiment: Experiment, told: str) -> bytes:
    """Return all arms as Parquet: a row for each virtual person and look; ``told`` is the protocol as it was written.

    Who did not live to the end has weight 0 and no values from there on.
    """
    import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]
    import pyarrow.parquet as pq  # pyright: ignore[reportMissingTypeStubs]

    arrow, writer = cast(Any, pa), cast(Any, pq)

    def joined(by_arm: Sequence[Any]) -> Any:
        return np.concatenate(by_arm)

    def words(numbers: Any, known: Sequence[str]) -> Any:
        return arrow.DictionaryArray.from_arrays(numbers.astype(np.int32), list(known))

    def each(of: str) -> Any:
        return joined([np.repeat(getattr(arm, of), len(arm.day)) for arm in arms])

    names = [wording.arm_of(arm) for arm in arms]
    columns: dict[str, Any] = {
        "arm": words(joined([np.full(arm.day.size * arm.person.size, k) for k, arm in enumerate(arms)]), names),
        "person": each("person"),
        "group": each("group"),
        "weight": joined([np.repeat(np.where(arm.counts, arm.weight, 0.0), len(arm.day)) for arm in arms]),
        "ended": words(each("ended"), ENDED),
        "day": joined([np.tile(arm.day, len(arm.person)) for arm in arms]),
    }
    for name in wording.readings(arms):
        rows = [arm.values.get(name, np.full((len(arm.day), len(arm.person)), np.nan)).T.reshape(-1) for arm in arms]
        values = joined(rows)
        columns[name] = arrow.array(values, mask=np.isnan(values))
    about = {
        "epsom": __version__,
        "seed": str(experiment.seed),
        "persons": str(experiment.persons),
        "units": json.dumps({name: wording.unit_of(name) for name in wording.readings(arms)}),
        "cautions": " ".join(wording.cautions(arms)),
        "protocol": told,
    }
    out = io.BytesIO()
    writer.write_table(arrow.table(columns).replace_schema_metadata(about), out, compression="zstd")
    return out.getvalue()


def summary(arms: Sequence[ArmRead]) -> str:
    """Return 5 %, median and 95 % of each reading, by arm and look, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SUMMARY_HEAD)
    for arm in arms:
        for name in arm.values:
            for day, *numbers in zip(arm.day, *arm.course(name), strict=True):
                shown = [f"{value:.6g}" if isfinite(value) else "" for value in numbers]
                many = int(arm.counts.sum())
                writer.writerow([wording.arm_of(arm), f"{day:.10g}", name, wording.unit_of(name), many, *shown])
    return out.getvalue()


def lost(arms: Sequence[ArmRead], experiment: Experiment, file: str) -> str:
    """Return who could not be carried to the end as JSON, with all that is needed to let them live once more."""
    listed = [
        {"arm": wording.arm_of(arm), **asdict(one), "again": again(file, experiment, one.person)}
        for arm in arms
        for one in arm.lost
    ]
    whole = {
        "epsom": __version__,
        "kind": "virtual persons who could not be carried to the end",
        "protocol": file,
        "seed": experiment.seed,
        "persons": experiment.persons,
        "lost": {wording.arm_of(arm): int((~arm.counts).sum()) for arm in arms},
        "cautions": wording.cautions(arms),
        "listed": _plain(listed),
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def again(file: str, experiment: Experiment, person: int) -> str:
    """Return the command that lets one person of an experiment live once more."""
    return (
        f"epsom simulate {quote(file)} --persons {experiment.persons} --seed {experiment.seed} --only-person {person}"
    )


def _plain(content: Any) -> Any:
    """Return content as JSON has it: None for what is no number."""
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in cast(dict[Any, Any], content).items()}
    if isinstance(content, list):
        return [_plain(value) for value in cast(list[Any], content)]
    return content if not isinstance(content, float) or isfinite(content) else None
