"""The method: Rodas5P, a Rosenbrock method of order five in eight stages, stable for the minutes of blood and the
years of bone in one step, with a polynomial for the times in between [steinebach2023].

One factorisation and eight solves a step. With W = I / (gamma h) - J:

    W U_s = f(x + sum a_sj U_j) + (1/h) sum c_sj U_j,   s = 1..8
    x_new = x + sum a_8j U_j + U_8,   error = U_8

The linear invariants of the equations are kept by every stage, so magnesium is conserved whatever the step.
"""

from __future__ import annotations

GAMMA = 0.21193756319429014
_A6 = (-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946)
A: tuple[tuple[float, ...], ...] = (
    (),
    (3.0,),
    (2.849394379747939, 0.45842242204463923),
    (-6.954028509809101, 2.489845061869568, -10.358996098473584),
    (2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641),
    _A6,
    (*_A6, 1.0),
    (*_A6, 1.0, 1.0),
)
C: tuple[tuple[float, ...], ...] = (
    (),
    (-14.155112264123755,),
    (-17.97296035885952, -2.859693295451294),
    (147.12150275711716, -1.41221402718213, 71.68940251302358),
    (165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306),
    (24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471),
    (
        30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783, -19.097331116725623,
        -28.087943162872662,
    ),
    (
        37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047, -40.06618937091002,
        -54.66780262877968, -9.48861652309627,
    ),
)  # fmt: skip
DENSE: tuple[tuple[float, ...], ...] = (
    (
        25.948786856663858, -2.5579724845846235, 10.433815404888879, -2.3679251022685204, 0.524948541321073,
        1.1241088310450404, 0.4272876194431874, -0.17202221070155493,
    ),
    (
        -9.91568850695171, -0.9689944594115154, 3.0438037242978453, -24.495224566215796, 20.176138334709044,
        15.98066361424651, -6.789040303419874, -6.710236069923372,
    ),
    (
        11.419903575922262, 2.8879645146136994, 72.92137995996029, 80.12511834622643, -52.072871366152654,
        -59.78993625266729, -0.15582684282751913, 4.883087185713722,
    ),
)  # fmt: skip
"""y(th) = (1-th) x + th (x_new + (1-th) (K1 + th (K2 + th K3))) with K_q = sum DENSE[q][j] U_j, of order four."""

STAGES = len(A)
COEFFICIENTS = 5  # of the polynomial inside a step
ORDER_OF_ERROR = 5.0  # the error of a step goes with this power of its length
OVERSTATED = 4.0  # the estimate is the error of the embedded method, of order four; the step's own is far smaller
SAFETY = 0.9
SHRINK, GROW = 0.2, 6.0
ABSOLUTE = 1e-3  # the absolute error allowed in a pool, as a part of the relative tolerance times the pool's size
FIRST = 1e-3  # day: the first step
AFTER_STOP = 0.2  # the first step after a serving or a change of phase, as a part of the one before
SHORTEST = 1e-11  # day: a person who needs shorter steps has failed
MOST_ATTEMPTS = 1_000_000
