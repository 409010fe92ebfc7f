"""The recalls: tables joined by person, and what does not fit refused."""

import numpy as np
import pytest

from epsom.errors import InputError
from epsom.population.recalls import read

DEMO = {
    "SEQN": [3, 1, 2, 4], "RIAGENDR": [1, 2, 2, 1], "RIDAGEYR": [40, 30, 5, 80], "RIDEXPRG": [None, 1, None, None],
    "SDMVSTRA": [103, 103, 104, 104], "SDMVPSU": [1, 2, 1, 2],
}  # fmt: skip
FIRST = {
    "SEQN": [1, 2, 3, 4], "DR1DRSTZ": [1, 1, 1, 5], "DR1DAY": [1, 2, 6, 7], "DRABF": [2, 1, None, 2],
    "WTDRD1": [10.0, 20.0, 30.0, None], "WTDR2D": [12.0, 0.0, 33.0, None], "DR1TMAGN": [250.0, 100.0, 0.0, 90.0],
}  # fmt: skip
SECOND = {"SEQN": [1, 3], "DR2DRSTZ": [1, 4], "DR2DAY": [4, 5], "DR2TMAGN": [270.0, 410.0]}


@pytest.fixture
def folder(tmp_path):
    def write(**changed):
        pyarrow = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        tables = {"DEMO": DEMO, "DR1TOT": FIRST, "DR2TOT": SECOND} | changed
        for name, table in tables.items():
            if table is not None:
                parquet.write_table(pyarrow.table(table), tmp_path / f"{name}_H.parquet")
        return tmp_path

    return write


def test_tables_are_joined_by_person_in_any_order(folder):
    found = read(folder(), "H")
    assert found.male.tolist() == [False, False, True, True]
    assert found.age.tolist() == [30, 5, 40, 80]
    assert found.pregnant.tolist() == [True, False, False, False]
    assert found.breast_fed.tolist() == [False, True, False, False]
    assert found.design.stratum.tolist() == [103, 104, 103, 104]


def test_only_a_reliable_recall_counts(folder):
    found = read(folder(), "H")
    assert found.weights.tolist() == [[10, 12], [20, 0], [30, 0], [0, 0]]
    np.testing.assert_array_equal(
        found.eaten["magnesium"], [[250, 270], [100, np.nan], [0, np.nan], [np.nan, np.nan]]
    )  # a told zero stays a zero
    assert found.weekend[:3, 0].tolist() == [True, False, True]  # Sunday, Monday, Friday
    assert found.weekend[0, 1].tolist() is False


def test_a_domain_is_weights_of_zero(folder):
    found = read(folder(), "H")
    assert found.domain(found.male).tolist() == [[0, 0], [0, 0], [30, 0], [0, 0]]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DR2TOT": None}, "DR2TOT_H.parquet is not there"),
        ({"DEMO": {name: value for name, value in DEMO.items() if name != "SDMVPSU"}}, "no column SDMVPSU"),
        ({"DEMO": {name: value[:3] for name, value in DEMO.items()}}, "people who are not in DEMO_H"),
        ({"DEMO": {name: [*value[:3], value[0]] for name, value in DEMO.items()}}, "somebody twice"),
        ({"DR1TOT": FIRST | {"WTDRD1": [10.0, None, 30.0, None]}}, "a reliable recall has no weight"),
        ({"DEMO": DEMO | {"SDMVPSU": [1, 1, 1, 2]}}, "Stratum 103 has a single primary sampling unit"),
    ],
)
def test_tables_that_do_not_fit_are_refused(folder, changed, said):
    with pytest.raises(InputError, match=said):
        read(folder(**changed), "H")


def test_what_is_asked_for_in_vain_is_refused(folder):
    with pytest.raises(InputError, match="'selenium' is no nutrient I read"):
        read(folder(), "H", ("selenium",))
    with pytest.raises(InputError, match="name each cycle once"):
        read(folder(), "HH")
    with pytest.raises(InputError, match="name each cycle once"):
        read(folder(), "")


def test_strata_of_two_cycles_must_be_told_apart(folder):
    where = folder()
    for name in ("DEMO", "DR1TOT", "DR2TOT"):
        (where / f"{name}_I.parquet").write_bytes((where / f"{name}_H.parquet").read_bytes())
    with pytest.raises(InputError, match="number a stratum alike"):
        read(where, "HI")


def test_half_a_survey_tells_no_error(nhanes):
    """Cycle L is here with one place of each stratum: it is refused, not reckoned with."""
    with pytest.raises(InputError, match="single primary sampling unit"):
        read(nhanes, "L")


def test_samples_are_those_the_survey_counts(nhanes):
    """People with a reliable first and second day, each cycle, as counted on the same tables by others."""
    counted = {"G": (8389, 7496), "H": (8531, 7453), "I": (8327, 6875), "J": (7484, 6502)}
    for cycle, (first, second) in counted.items():
        found = read(nhanes, cycle)
        reliable = np.count_nonzero(np.isfinite(found.eaten["magnesium"]), axis=0)
        assert tuple(reliable) == (first, second), cycle


def test_pooled_cycles_weigh_as_one_nation(nhanes):
    """Two cycles together stand for the nation of one: about 310 million people."""
    assert read(nhanes, "HI").weights[:, 0].sum() == pytest.approx(310e6, rel=0.03)
