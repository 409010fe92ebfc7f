"""An assessment made by hand, for the report and the terminal: Ana, who ate 254 mg yesterday."""

from __future__ import annotations

from datetime import date, time
from math import cos, exp, pi
from statistics import NormalDist
from types import SimpleNamespace

from epsom.assessment import Assessment, DayFlows, EatenLine, LabView, NeedLine, SwapLine
from epsom.outcomes.project import OutcomeLine
from epsom.status.summary import Band, Estimate
from epsom.tables import rows
from epsom.units import mmol

_Z = {"q05": -1.645, "q25": -0.674, "q50": 0.0, "q75": 0.674, "q95": 1.645}


def estimate(low, median, high):
    return Estimate(low, median, high)


def about(median, sd):
    return estimate(median - 1.645 * sd, median, median + 1.645 * sd)


def milligrams(low, median, high):
    return estimate(mmol(low), mmol(median), mmol(high))


def band(times, middle, sd):
    series = {key: tuple(middle(t) + z * sd(t) for t in times) for key, z in _Z.items()}
    return Band(time=tuple(times), **series)


def line(told, name, hour, meal, grams, mg, *, day=0, known=True, how="word", source="USDA SR Legacy"):
    low, median, high = mg
    return EatenLine(
        told=told, name=name, day=day, hour=hour, meal=meal, grams=grams, magnesium=estimate(low, median, high),
        known=known, how=how, source=source,
    )  # fmt: skip


def eaten():
    usda = "USDA SR Legacy"
    return (
        line("2 slices wholemeal bread", "Bread, whole-wheat", 7.5, "breakfast", 64, (39, 48, 58),
             source=f"{usda} 172688"),
        line("butter 10 g", "Butter, salted", 7.5, "breakfast", 10, (0.1, 0.2, 0.3), source=f"{usda} 173410"),
        line("1 mug coffee", "Coffee, brewed", 7.5, "breakfast", 240, (5, 7.2, 10), source=f"{usda} 171890"),
        line("chese sandwich 120 g", "Cheese sandwich, white bread", 12.5, "lunch", 120, (25, 30, 36), how="spelling",
             source=f"{usda} 170300"),
        line("1 banana", "Banana, raw", 12.5, "lunch", 118, (27, 32, 38), source=f"{usda} 173944"),
        line("aunt's vegetable soup 300 g", "Vegetable soup, home-made", 19.0, "dinner", 300, (18, 42, 66), known=False,
             how="fragment", source="range over soups of the table"),
        line("150 g chicken breast", "Chicken, breast, roasted", 19.0, "dinner", 150, (38, 44, 50),
             source=f"{usda} 171477"),
        line("1 cup boiled rice", "Rice, white, boiled", 19.0, "dinner", 158, (15, 19, 24), source=f"{usda} 168878"),
        line("500 mL tap water", "Tap water", 12.5, "lunch", 500, (1, 5, 12), source="told"),
        line("30 g dark chocolate", "Chocolate, dark, 45–59 %", 21.0, "evening", 30, (34, 44, 56),
             source=f"{usda} 170271"),
    )  # fmt: skip


def flows(bone=-2.1):
    return DayFlows(
        eaten=milligrams(231, 254, 280), absorbed=milligrams(76, 98, 122), secreted=milligrams(9, 17, 28),
        stool=milligrams(141, 172, 204), filtered=milligrams(1890, 2380, 2890), reabsorbed=milligrams(1810, 2296, 2800),
        urine=milligrams(62, 84, 108), sweat=milligrams(1.5, 3.2, 6.0), offspring=estimate(0, 0, 0),
        growth=estimate(0, 0, 0),
        stores={
            "blood": milligrams(-0.6, -0.1, 0.4), "muscle": milligrams(-7.0, -1.4, 3.9),
            "soft tissue": milligrams(-2.9, 0.6, 3.3), "bone": milligrams(bone - 6, bone, bone + 5),
        },
    )  # fmt: skip


def courses():
    year = [-365 + 365 * i / 240 for i in range(241)]
    ahead = [84 * i / 120 for i in range(121)]
    hours = [24 * i / 144 for i in range(145)]

    def season(t):
        return 0.800 + 0.008 * cos(2 * pi * t / 180)

    def meals(t):
        return (
            0.796 + sum(0.022 * exp(-(((t - peak) / 2.2) ** 2)) for peak in (10, 15.5, 22)) - 0.006 * cos(pi * t / 12)
        )

    def rise(t):
        return 1 - exp(-t / 28)

    return {
        "serum": band(year, season, lambda t: 0.030),
        "deficit": band(year, lambda t: 24 + 13 * (1 + t / 365), lambda t: 15 + 5 * (1 + t / 365)),
        "urine": band(year, lambda t: mmol(86 + 4 * cos(2 * pi * t / 120)), lambda t: 0.55),
        "serum_usual": band(ahead, lambda t: 0.798 - 0.0001 * t, lambda t: 0.030),
        "serum_plan": band(ahead, lambda t: 0.798 + 0.028 * rise(t), lambda t: 0.030),
        "deficit_usual": band(ahead, lambda t: 37 + 0.03 * t, lambda t: 20.0),
        "deficit_plan": band(ahead, lambda t: 37 - 18 * rise(t), lambda t: 20.0),
        "day_serum": band(hours, meals, lambda t: 0.030),
    }


def needs():
    iom, efsa = "iom1997", "EFSA 2015, EFSA J 13(7):4186"
    told = (
        ("US/CA NASEM 1997", "EAR", 265, "EAR 265 mg/day: average need of women from 31 to 50", iom, "read"),
        ("US/CA NASEM 1997", "RDA", 320, "covers nearly all women of this age", iom, "read"),
        (
            "US/CA NASEM 1997",
            "UL",
            350,
            "limit 350 mg/day: counts supplements, medicines and fortified water",
            iom,
            "read",
        ),
        ("EU EFSA 2015", "AI", 300, "adequate intake", efsa, "read"),
        ("FAO/WHO 2004", "RNI", 220, "target for one person", "FAO/WHO 2004", "read"),
        ("UK COMA 1991", "EAR", 200, "average need", "COMA 1991", "memory"),
        ("UK COMA 1991", "RNI", 270, "target for one person", "COMA 1991", "memory"),
        ("D-A-CH 2021", "AI", 300, "adequate intake", "DGE 2021", "read-secondary"),
        ("Nordic NNR 2023", "AI", 300, "adequate intake", "NNR 2023", "memory"),
    )
    keys = ("authority", "kind", "value", "text", "source", "mark")
    return tuple(NeedLine(**dict(zip(keys, row, strict=True))) for row in told)


def outcomes():
    keys = ("outcome", "heading", "sentence", "size", "certainty", "tier", "for_whom", "source", "applied", "note")
    told = (
        ("type 2 diabetes", "Type 2 diabetes", "A higher intake of magnesium is associated with fewer new cases.",
         "About 2 fewer of 100 over ten years (1 to 3).", "low", "association", "adults without diabetes",
         "Zhao 2020, J Clin Biochem Nutr", True, "causal discount applied"),
        ("blood pressure", "Blood pressure", "Supplements lowered systolic pressure a little in trials.",
         "2 mmHg (0.4 to 3.6)", "moderate", "trial", "adults, mostly with raised pressure", "Zhang 2016, Hypertension",
         True, ""),
        ("migraine", "Migraine", "Fewer attacks were seen in some trials of magnesium salts.", "", "very low", "trial",
         "people who have migraine", "Chiu 2016, Pain Physician", False, "Shown only: no migraine was told."),
        ("leg cramps", "Leg cramps", "Trials found little or no difference in older adults.", "", "moderate", "trial",
         "older adults", "Garrison 2020, Cochrane", False, "Outside the ages studied."),
    )  # fmt: skip
    return tuple(OutcomeLine(**dict(zip(keys, row, strict=True))) for row in told)


def swaps():
    keys = (
        "instead",
        "choose",
        "day",
        "meal",
        "gain_mg",
        "adequacy_before",
        "adequacy_after",
        "energy_change_kcal",
        "why",
    )
    told = (
        ("boiled white rice, 1 cup", "boiled buckwheat, 1 cup", 0, "dinner", estimate(52, 67, 82), 0.31, 0.55, -50.0,
         "same place on the plate, whole grain"),
        ("butter on bread", "peanut butter, 1 tablespoon", 0, "breakfast", estimate(20, 26, 33), 0.55, 0.66, 22.0,
         "same slot, nut instead of milk fat"),
        ("1 banana", "30 g pumpkin seeds", 0, "lunch", estimate(110, 133, 160), 0.66, 0.88, 60.0, "a snack rich in it"),
    )  # fmt: skip
    return tuple(SwapLine(**dict(zip(keys, row, strict=True))) for row in told)


def person(name="Ana"):
    lab = SimpleNamespace(quantity="serum_magnesium", told=SimpleNamespace(value=0.78, text="0.78 mmol/L"), date=None)
    return SimpleNamespace(
        name=name, age=45.0, sex="female", height=1.66, weight=64.0, pregnancy_week=None, lactating=False, egfr=92.0,
        creatinine=None, conditions=(), other_conditions=("hay fever",), labs=(lab,),
        medicines=(SimpleNamespace(name="omeprazole", since=None),), other_medicines=("cetirizine",),
        authority="US/CA NASEM 1997", today=date(2026, 11, 20),
        tap_water=None, foods=(), supplements=(), diary=None,
        record=(SimpleNamespace(date=date(2026, 11, 19), meals=(SimpleNamespace(at=time(7, 30)),)),),
    )  # fmt: skip


def fake(**changes):
    """Return the hand-made assessment; keywords replace its fields."""
    told = dict(  # noqa: C408
        person=person(), authority="US/CA NASEM 1997", seed=20261120, persons=2000, result_id="3f9c1a77b2e04d56",
        version="0.1.0", effective_size=1312.4, pareto_k=-0.42, road="draws",
        warnings=("The diary is one day long; usual intake leans on what people of this age and sex eat.",),
        eaten=eaten(), day_names=("Thursday 19 November 2026",),
        record_mean=milligrams(231, 254, 280), usual_intake=milligrams(196, 259, 338),
        equivalent_intake=milligrams(180, 241, 321), absorption_share=estimate(0.24, 0.32, 0.41), flows=flows(),
        serum=estimate(0.752, 0.797, 0.846), urine=milligrams(62, 84, 108), content=about(985, 92.0),
        replete_content=about(1022, 94.0), deficit=about(37, 21.0), deficit_share=estimate(0.002, 0.036, 0.071),
        deficit_dots=tuple(NormalDist(12, 21.0).inv_cdf((k + 0.5) / 20) for k in range(20)),
        prior_deficit=about(29, 27.0), adequacy=0.31, adequacy_classical=0.46, adequacy_name="probability of adequacy",
        courses=courses(),
        labs=(LabView(quantity="serum_magnesium", told="0.78 mmol/L", value=0.78, date="2026-11-02",
                              expected=estimate(0.75, 0.822, 0.895), unit="mmol/L"),),
        needs=needs(), outcomes=outcomes(), swaps=swaps(), plan_adequacy=0.88,
        parameters=tuple(rows("body/gut.toml").values()),
    )  # fmt: skip
    return Assessment(**(told | changes))
