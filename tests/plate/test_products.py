import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plate.products import SPLIT, daily_value, doses, elemental, labels
from epsom.plate.supplements import UNTOLD, dose, is_dose, salts

# shares of magnesium by formula, from standard atomic weights: Mg 24.305, O 15.999, C 12.011, H 1.008, N 14.007
OXIDE = 24.305 / (24.305 + 15.999)  # MgO
BISGLYCINATE = 24.305 / (24.305 + 2 * (2 * 12.011 + 4 * 1.008 + 14.007 + 2 * 15.999))  # Mg(C2H4NO2)2
CITRATE = 3 * 24.305 / (3 * 24.305 + 12 * 12.011 + 10 * 1.008 + 14 * 15.999)  # Mg3(C6H5O7)2
TRIMAGNESIUM = "citrate (trimagnesium, anhydrous)"


def told(text):
    assert is_dose(text)
    return {one.salt.name: pytest.approx(one.elemental, rel=1e-3) for one in doses(text)}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "magnesium complex: oxide 300 mg salt, bisglycinate 200 mg salt",
            {"oxide": 300 * OXIDE, "bisglycinate": 200 * BISGLYCINATE},
        ),
        (
            "2 x magnesium complex: oxide 300 mg salt, citrate anhydrous 200 mg salt",
            {"oxide": 600 * OXIDE, TRIMAGNESIUM: 400 * CITRATE},
        ),
        (
            "two capsules magnesium complex: oxide 300 mg salt; citrate 50 mg elemental",
            {"oxide": 600 * OXIDE, TRIMAGNESIUM: 100},
        ),
        (
            "magnesium oxide 300 mg salt + magnesium bisglycinate 200 mg salt",
            {"oxide": 300 * OXIDE, "bisglycinate": 200 * BISGLYCINATE},
        ),
        (
            "magnesium complex: oxide 4 mmol and bisglycinate 2 mmol",
            {"oxide": 4 * 24.305, "bisglycinate": 2 * 24.305},
        ),
        (
            "Magnesium-Komplex: Oxid 300 mg Salz, Bisglycinat 200 mg Salz",
            {"oxide": 300 * OXIDE, "bisglycinate": 200 * BISGLYCINATE},
        ),
        (
            "2 x complexe de magnésium: oxyde 300 mg sel, bisglycinat 200 mg sel",
            {"oxide": 600 * OXIDE, "bisglycinate": 400 * BISGLYCINATE},
        ),
        (
            "complejo de magnesio: óxido 300 mg sal, bisglicinato 200 mg sal",
            {"oxide": 300 * OXIDE, "bisglycinate": 200 * BISGLYCINATE},
        ),
    ],
)
def test_a_product_is_the_sum_of_its_salts(text, parts):
    assert told(text) == parts
    assert all(one.how == "exact" for one in doses(text))


@given(
    st.lists(st.sampled_from(["oxide", "bisglycinate", "taurate", "malate"]), min_size=2, max_size=4, unique=True),
    st.integers(1, 400),
    st.integers(1, 3),
)
def test_a_product_holds_what_its_lines_hold_alone(names, mg, count):
    together = doses(f"{count} x magnesium complex: " + ", ".join(f"{name} {mg} mg salt" for name in names))
    alone = sum(dose(f"{count} x magnesium {name} {mg} mg salt").elemental for name in names)
    assert elemental(together) == pytest.approx(alone)


@pytest.mark.parametrize(
    ("text", "name", "amount"),
    [
        ("magnesium 50 % NRV", UNTOLD, 187.5),  # of 375 mg, EU regulation 1169/2011
        ("magnesium citrate 25% DV", TRIMAGNESIUM, 105.0),  # of 420 mg, 21 CFR 101.9
        ("magnesium oxide 100 % of the daily value", "oxide", 420.0),
        ("2 tablets magnesium oxide 25 % DV", "oxide", 210.0),
        ("3 x magnesium citrate 20 percent NRV", TRIMAGNESIUM, 225.0),
        ("Magnesiumcitrat 50 % NRV", TRIMAGNESIUM, 187.5),
        ("zwei Tabletten Magnesium 12,5 % Referenzmenge", UNTOLD, 93.75),
        ("magnésium 100 % VNR", UNTOLD, 375.0),
        ("citrato de magnesio 50 % VRN", TRIMAGNESIUM, 187.5),
        ("magnesium citrate 188 mg (50 % NRV)", TRIMAGNESIUM, 188.0),  # 187.5 printed in whole mg
        ("Magnesium 375 mg (100 % Referenzmenge)", UNTOLD, 375.0),
        ("magnesium bisglycinate 1000 mg (38 % NRV)", "bisglycinate", 142.5),  # 141 mg by formula
    ],
)
def test_a_share_of_the_daily_value_is_elemental(text, name, amount):
    assert told(text) == {name: amount}


def test_daily_values_as_printed():
    assert {row["authority"]: daily_value(row["authority"]) for row in labels()} == {"EU label": 375, "US label": 420}


@given(st.integers(1, 300), st.sampled_from(["NRV", "DV"]))
def test_shares_are_proportional(percent, label):
    whole = {"NRV": 375, "DV": 420}[label]
    assert elemental(doses(f"magnesium {percent} % {label}")) == pytest.approx(percent / 100 * whole)


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("magnesium complex (oxide, citrate and bisglycinate) 300 mg elemental", 100),
        ("tri-magnesium complex 300 mg elemental", 100),
        ("2 capsules tri-magnesium complex 150 mg elemental", 100),
        ("magnesium complex (oxide, citrate, bisglycinate) 40 % NRV", 50),
    ],
)
def test_a_sum_that_nobody_split_is_split_evenly_and_says_so(text, each):
    assert told(text) == dict.fromkeys(["oxide", TRIMAGNESIUM, "bisglycinate"], each)
    assert {one.how for one in doses(text)} == {SPLIT}
    assert {one.told for one in doses(text)} == {text}


def test_a_product_of_untold_salts_is_magnesium_of_untold_form():
    (one,) = doses("magnesium complex 200 mg elemental")
    assert (one.salt, one.elemental, one.how) == (salts()[UNTOLD], 200, "form not told")


@pytest.mark.parametrize(
    "text", ["magnesium oxide 400 mg salt", "magnesium citrate 150 mg elemental", "2 x magnesium glycinate 5 mmol"]
)
def test_a_single_salt_is_read_as_ever(text):
    assert doses(text) == (dose(text),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("magnesium 50 %", r'50 % of whose daily value\? Say "50 % NRV" \(EU label: 187.5 mg\) or "50 % DV" .*210 mg'),
        ("magnesium 50 % RDA", "of whose daily value"),
        ("magnesium oxide 100 mg (50 % NRV)", r"100 mg and 50 % NRV \(187.5 mg magnesium, EU label\) do not fit"),
        ("magnesium 12,5 % NRV", "has a comma"),
        ("magnesium 0 % NRV", "is 0 mg magnesium"),
        ("magnesium 5000 % NRV", "one line can hold up to 4861 mg"),
        ("magnesium complex: oxide 25 % NRV, citrate 25 % NRV", "more than one share"),
        ("magnesium complex: oxide 300 mg salt, citrate 200 mg salt", r"In .*different shares of magnesium.*Say which"),
        (
            "magnesium complex: oxide 300 mg, bisglycinate 200 mg salt",
            "does not say of what: 300 mg",
        ),
        ("magnesium complex: oxide 300 mg salt, 200 mg salt", "each salt of a product wants its name"),
        ("magnesium complex: oxide 300 mg salt, potassium citrate 99 mg salt", "is no salt of magnesium I know"),
        ("2 x magnesium oxide 300 mg salt + bisglycinate 200 mg salt", "how many of what"),
        ("tri-magnesium complex 1000 mg salt", "how much of each salt"),
        ("magnesium complex 200 mg", "the elemental magnesium, or the mass of a salt"),
        ("magnesium oxide 400 mg salt, 241 mg elemental", "more than one amount"),
        ("magnesium oxide 400 mg salt 241 mg elemental", "more than one amount"),
        ("magnesium oxide 400 mg", 'Say "400 mg salt"'),
    ],
)
def test_what_a_label_leaves_open_is_asked(text, says):
    with pytest.raises(InputError, match=says):
        doses(text)
