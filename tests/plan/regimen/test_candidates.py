"""The candidates: products whose strength was read, and what may be taken of them at one time."""

import numpy as np
import pytest

from epsom.errors import InputError, TableError
from epsom.plan.regimen import candidates as room
from epsom.plan.regimen.candidates import candidates, of_salt, products
from epsom.tables import sources


def test_every_product_has_a_salt_a_strength_that_was_read_and_a_source():
    for one in products():
        assert one.salt.counted
        assert one.milligrams > 0
        assert "memory" not in one.mark
        assert one.source == "assumed" or one.source in sources()
        assert one.because
        assert (one.avoid is None and one.least_egfr is None) or one.why_not


@pytest.mark.parametrize(
    ("name", "milligrams"),
    [("aspartate-243", 243.0), ("glycerophosphate-97", 97.0), ("lactate-84", 84.0), ("aspartate-hcl-61", 60.76)],
)
def test_strengths_as_printed(name, milligrams):
    assert {one.id: one.milligrams for one in products()}[name] == milligrams


def test_strengths_fit_the_salts_printed_beside_them():
    """614.75 mg of aspartate hydrochloride hold 60.76 mg, 500 mg of gluconate 27, 400 mg of oxide 241."""
    share = {one.id: one.salt.elemental_share for one in products()}
    assert 614.75 * share["aspartate-hcl-61"] == pytest.approx(60.76, abs=0.01)
    assert 500.0 * share["gluconate-27"] == pytest.approx(27.0, abs=0.1)
    assert 400.0 * share["oxide-241"] == pytest.approx(241.0, abs=0.3)


def test_the_table_of_candidates_adds_up():
    table = candidates()
    assert len(table.parts) == len(table.amount) == len(table.uses)
    for part, amount, slow, pieces in zip(table.parts, table.amount, table.slow, table.pieces, strict=True):
        assert amount == pytest.approx(sum(one.milligrams * count for one, count in part))
        assert 0.0 <= slow <= 1.0
        assert pieces >= sum(count for _, count in part)
        assert all(count % 1 == 0 or one.halves for one, count in part)
    assert np.all(np.diff([group.start for group in table.groups]) > 0)
    assert table.groups[-1].stop == len(table.parts)
    for group in table.groups[:-1]:
        assert len({part[0][0].salt.name for part in table.parts[group]}) == 1
        assert all(len(part) == 1 for part in table.parts[group])
    assert all(len({one.salt.name for one, _ in part}) == 2 for part in table.parts[table.groups[-1]])


def test_a_salt_is_found_by_the_names_people_use():
    assert {one.salt.name for one in of_salt("magnesium citrate")} == {"citrate (trimagnesium, anhydrous)"}
    assert {one.id for one in of_salt("Glycinate")} == {"bisglycinate-83"}


@pytest.mark.parametrize(("name", "says"), [("unobtanate", "no salt of magnesium"), ("taurate", "no usual product")])
def test_an_unknown_salt_and_one_without_a_product_are_told(name, says):
    with pytest.raises(InputError, match=says):
        of_salt(name)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [("mark", "memory", "memory"), ("salt", "unobtanate", "no salt"), ("salt", "stearate", "no salt"),
     ("halves", "maybe", "yes or no"), ("milligrams", "0", "more than nothing")],
)  # fmt: skip
def test_a_product_that_breaks_a_rule_is_refused(monkeypatch, column, value, says):
    rows = tuple(dict(row) for row in room.sheet(room.FORMS))
    rows[1][column] = value
    monkeypatch.setattr(room, "sheet", lambda table: rows)
    with pytest.raises(TableError, match=says):
        products.__wrapped__()
