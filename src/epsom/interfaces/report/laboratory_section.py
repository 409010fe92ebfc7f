"""The laboratory as a section: its values, the stores they leave, what may be behind it, and what to ask next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from epsom.interfaces.report import behind, laboratory
from epsom.interfaces.report.laboratory import Value
from epsom.interfaces.report.sentences import Said
from epsom.interfaces.report.view import Table
from epsom.interfaces.report.words import Amounts

if TYPE_CHECKING:
    from epsom.assessment import Assessment


@dataclass(frozen=True)
class Section:
    """All that the section shows; drawings are empty and tables None where there is nothing to show."""

    alerts: tuple[Said, ...]
    plainly: tuple[Said, ...]
    values: tuple[Value, ...]
    told: str
    in_all: tuple[Said, ...]
    stores: str
    stores_table: Table | None
    causes: str
    separating: Said | None
    causes_words: tuple[Said, ...]
    causes_table: Table | None
    signs: tuple[Said, ...]
    tests: str
    next_words: tuple[Said, ...]
    tests_table: Table | None


def section(assessment: Assessment, amounts: Amounts) -> Section:
    """Return what the section about the laboratory shows of an assessment."""
    return Section(
        alerts=behind.alerts(assessment),
        plainly=behind.plainly(assessment, amounts),
        values=laboratory.values(assessment, amounts),
        told=laboratory.told_chart(assessment),
        in_all=laboratory.in_all(assessment, amounts),
        stores=laboratory.stores_chart(assessment, amounts),
        stores_table=laboratory.stores_table(assessment, amounts),
        causes=behind.causes_chart(assessment),
        separating=behind.separating(assessment),
        causes_words=behind.causes_words(assessment),
        causes_table=behind.causes_table(assessment),
        signs=behind.signs(assessment),
        tests=behind.tests_chart(assessment),
        next_words=behind.next_words(assessment),
        tests_table=behind.tests_table(assessment),
    )
