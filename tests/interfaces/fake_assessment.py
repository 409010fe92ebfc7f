"""An assessment made by hand, for the report and the terminal: Ana, who ate 254 mg yesterday."""

from __future__ import annotations

from datetime import date, time
from math import cos, exp, pi
from statistics import NormalDist
from types import SimpleNamespace

from epsom.assessment import Asked, Assessment, DayFlows, EatenLine, LabView, NeedLine, SwapLine
from epsom.outcomes.project import Finding, Folds, Following, PerThousand, Size, Spread
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


def spread(low95, low80, median, high80, high95, mean=None):
    return Spread(median if mean is None else mean, low95, low80, median, high80, high95)


def diabetes_size():
    return Size(
        measure="RR", unit="", estimate=0.81, interval=(0.77, 0.86), prediction=(0.68, 0.96),
        doubted=spread(0.74, 0.83, 1.0, 1.0, 1.0, 0.95), likely=0.5, fewer_in=0.5, change=100.0, change_unit="mg/d",
    )  # fmt: skip


def diabetes_events():
    before = spread(70, 73, 77, 81, 84)
    return PerThousand(
        outcome="type 2 diabetes", years=10.0, before=before, after=spread(57, 59, 62, 66, 69),
        after_doubted=spread(57, 62, 77, 80, 83, 73), fewer=spread(6.6, 9.1, 14.6, 20, 23),
        fewer_doubted=spread(0, 0, 0, 13, 20, 4.0), any=0.5, notable=0.33, notable_size=5.0, per_event=None,
        event="diabetes told by a doctor", whom="people of 45 to 64 years", country="the United States",
        source="cdc2026", citation="CDC 2026", note="",
    )  # fmt: skip


def row(id, heading, kind, sentence, size_text, **more):
    told = dict(  # noqa: C408
        exposure="dietary_magnesium", role="primary", certainty="low (our grading)", tier="association",
        for_whom="adults in cohorts", source="fang2016", citation="Fang X 2016. BMC Med 14:210.", mark="read",
    )  # fmt: skip
    return Finding(id=id, heading=heading, kind=kind, sentence=sentence, size_text=size_text, **(told | more))


def folded(name, evidence):
    return Folds(
        f"This is about adults, and about {name}.", (f"One easily misreads {name}.", "A second thing to mind."),
        (evidence, "a second row of evidence"), f"a long trial that counts {name}", ("Fang X 2016. BMC Med 14:210.",),
    )  # fmt: skip


def following(outcome, system, mission, kind, direction, plain, findings, because="", certainty="low (our grading)"):
    return Following(
        outcome, system, mission, kind, direction, plain, because, certainty, "adults in cohorts", tuple(findings),
        folded(outcome, "relative risk 0.81 (0.77 to 0.86) [Fang X 2016]"),
    )  # fmt: skip


def outcomes():
    trials = {"exposure": "supplemental_magnesium", "tier": "trial effect", "certainty": "moderate (our grading)"}
    hdl = Size(measure="MD", unit="mg/dL", estimate=1.21, interval=(0.58, 1.85), prediction=(-2.0, 4.4),
               doubted=spread(-1.9, -0.6, 0.9, 2.5, 4.2, 1.0), likely=0.8, fewer_in=0.2)  # fmt: skip
    return (
        following(
            "muscle cramps", "muscle", (9,), "null", "no change",
            "Magnesium does not help against cramps of older adults.",
            [row("supplement.garrison2020", "Cramps", "null", "0.01 cramps/week (−0.52 to 0.55)", "quoted only",
                 **trials)],
        ),
        following(
            "migraine", "nerves and mind", (10,), "refusal", "not known", "How sure the size is cannot be told.",
            [row("supplement.chiu2016", "Attacks", "quoted", "2.5 attacks fewer, no interval printed.", "quoted only",
                 **trials)], because="the abstracts read print no interval",
        ),
        following(
            "sleep", "nerves and mind", (9,), "refusal", "not known", "It does not bear on this person: no insomnia.",
            [row("supplement.mah2021", "Falling asleep", "refusal", "It does not bear on this person: no insomnia.",
                 "does not apply", **trials)], because="Insomnia is not among the conditions told.",
        ),
        following(
            "hdl cholesterol", "cholesterol", (22,), "number", "higher",
            "HDL cholesterol: in trials of supplements, not of food, the mean was higher: 1.21 mg/dL.",
            [row("supplement.hariri2025", "HDL cholesterol", "number", "The mean change was 1.21 mg/dL (0.58 to 1.85).",
                 "1.21 mg/dL (95 % of new groups: −2.0 to +4.4 mg/dL)", size=hdl, note="It is a step.", **trials)],
        ),
        following(
            "type 2 diabetes", "sugar and insulin", (20,), "number", "lower",
            "Developing type 2 diabetes: of 1,000 people of 45 to 64 years, about 77 within 10 years; with 100 mg more "
            "magnesium from food a day perhaps 4.0 of 1,000 fewer (0 to 20). It may make no difference.",
            [row("serum.kieboom2017", "Developing type 2 diabetes", "quoted", "Quoted, and applied to nobody.",
                 "quoted only", exposure="serum_magnesium"),
             row("diet.fang2016", "Developing type 2 diabetes", "number",
                 "About 100 mg/day more magnesium from food is associated with a relative risk of 0.81 (0.77 to 0.86).",
                 "0.81 (0.77 to 0.86); with doubt about cause 0.95 on average (0.74 to 1.00)", size=diabetes_size(),
                 events=diabetes_events(), note="We judge the cause 50 % likely.")],
        ),
        following(
            "asthma", "beyond the mission", (), "refusal", "not known", "Whether it helps in asthma is not known.", [],
            because="a unit does not fit", certainty="nothing to grade",
        ),
    )  # fmt: skip


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
        creatinine=None, cystatin_c=None, conditions=(), other_conditions=("hay fever",), labs=(lab,),
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
        needs=needs(), asked=Asked("plan", 141.4, 0.0, 10.0), outcomes=outcomes(), swaps=swaps(), plan_adequacy=0.88,
        parameters=tuple(rows("body/gut.toml").values()),
    )  # fmt: skip
    return Assessment(**(told | changes))
