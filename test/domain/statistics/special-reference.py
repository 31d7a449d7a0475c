"""Writes special-reference.json: tails and critical values at 40 digits with mpmath, rounded to doubles.

    pip install mpmath && python3 test/domain/statistics/special-reference.py > test/domain/statistics/special-reference.json

Rows are arguments, then the value. Nothing here shares code, or a method where there is a choice, with what it checks: the t tail is
quadrature of the density above 400 degrees of freedom and a hypergeometric series below; critical values are roots of the tails.
"""
import json
from math import comb

from mpmath import beta, erfc, exp, findroot, gammainc, hyp2f1, inf, log, log1p, loggamma, mp, mpf, pi, quad, sqrt

mp.dps = 60
SMALLEST = mpf("1e-305")  # below, doubles lose digits of their own
DF = [1, 1.5, 2, 2.3, 3, 3.7163716360237546, 5, 10, 30, 100.5, 1000, 2634.491835320034, 36671.15797736051, 1e6, 199999998.0, 1e10, 1e12]


def normal(z):
    return erfc(mpf(z) / sqrt(mpf(2)))


def student(t, df):
    t, df = mpf(t), mpf(df)
    if df > 400:
        scale = exp(loggamma((df + 1) / 2) - loggamma(df / 2)) / sqrt(df * pi)
        density = lambda u: scale * exp(-(df + 1) / 2 * log1p(u * u / df))
        if t <= 6:
            return 1 - 2 * quad(density, [t * k / 8 for k in range(9)])
        top = density(t)  # quad stops by absolute error
        ends = [t + k * 4 / t for k in range(31)] + [t + 140 / t, t + 200 / t, t + 30, t + 100, inf]
        return 2 * top * quad(lambda u: density(u) / top, ends)
    a, b = df / 2, mpf(1) / 2
    x = df / (df + t * t)
    if t * t > df:
        return x**a / (a * beta(a, b)) * hyp2f1(a, b, a + 1, x)
    y = t * t / (df + t * t)
    return 1 - y**b / (b * beta(a, b)) * hyp2f1(b, 1 - a, b + 1, y)


def chi_square(x, df):
    return gammainc(mpf(df) / 2, mpf(x) / 2, inf, regularized=True)


def critical(tail, alpha):
    low, high = mpf(0), mpf(1)
    while tail(high) > alpha:
        low, high = high, high * 2
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) > alpha else (low, middle)
    root = findroot(lambda t: log(tail(t)) - log(mpf(alpha)), (low, high), tol=1e-40, verify=False, maxsteps=25)
    assert abs(tail(root) / mpf(alpha) - 1) < mpf("1e-18"), alpha
    return root


def beta_lower(a, b, u):
    """P(X <= x) at log odds u: the continued fraction (A&S 26.5.8), on whichever side it converges."""
    a, b, x = mpf(a), mpf(b), 1 / (1 + exp(-mpf(u)))
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_lower(b, a, -mpf(u))
    scale = exp(loggamma(a + b) - loggamma(a) - loggamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = mpf(1), 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 1000000):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d, c = 1 / (1 + term * d), 1 + term / c
            value *= c * d
        if abs(c * d - 1) < mpf("1e-50"):
            break
    return scale * value


def fisher(x_a, n_a, x_b, n_b):
    """Whole numbers throughout: every table, counted."""
    hits, low = x_a + x_b, max(0, x_a + x_b - n_a)
    ways = comb(n_b, low) * comb(n_a, hits - low)
    tables = {}
    for x in range(low, min(hits, n_b) + 1):
        tables[x] = ways
        ways = ways * (n_b - x) * (hits - x) // ((x + 1) * (n_a - hits + x + 1))
    return mpf(sum(table for table in tables.values() if table <= tables[x_b])) / comb(n_a + n_b, hits)


def rows(function, arguments):
    values = [(*args, function(*args)) for args in arguments]
    return [[*args, float(value)] for *args, value in values if value > SMALLEST]


Z = [1e-10, 1e-3, 0.1, 0.5, 1, 1.2, 1.5, 1.96, 2, 3, 4, 5.3, 6, 8, 10, 15, 20, 22.48604082719282, 25, 30, 35, 37]
T = [1e-8, 1e-4, 0.01, 0.1, 0.5, 1, 1.5, 1.96, 2.5, 3, 5.3, 8, 10, 15, 20, 25, 30, 37]
FAR = [1e3, 1e6, 1e12]
X = [1e-12, 1e-3, 0.1, 0.2025, 1, 2, 4, 8, 20, 54.5, 100, 200, 505.6220320821824, 800, 1000, 1380]
ALPHAS = [0.9, 0.5, 0.2, 0.1, 0.05, 0.04, 0.025, 0.01, 1e-3, 1e-6, 1e-9, 1e-15, 1e-50, 1e-100, 1e-300]

SHAPES = [(1, 1), (0.5, 0.5), (1, 401), (2, 5), (10, 392), (241, 9761), (35.5, 1000), (6000, 6000), (50001, 99950001), (2e6, 3e6), (3, 1e9), (1e9, 2)]
SPREADS = [-35, -20, -8, -4, -2, -1, -0.1, 0, 0.5, 1, 3, 6, 12, 20, 30]
ODDS = [(a, b, float(log(mpf(a) / b) + k * sqrt(1 / mpf(a) + 1 / mpf(b)))) for a, b in SHAPES for k in SPREADS]
TABLES = [
    (1, 5, 3, 6), (0, 10, 6, 12), (0, 10, 0, 12), (5, 10, 6, 12), (3, 20, 3, 20), (10, 100, 20, 200), (0, 5000, 40, 5000),
    (500, 5000, 900, 5000), (1, 10000, 60, 300), (200, 10000, 240, 10000), (2262, 21306, 3894, 21307), (4000, 21306, 7200, 21307),
]

reference = {
    "normalTwoSided": rows(normal, [(z,) for z in Z]),
    "normalExcess": rows(lambda z: exp(-mpf(z) ** 2 / 2) / sqrt(2 * pi) - z * normal(z) / 2, [(z,) for z in Z]),
    "studentTwoSided": rows(student, [(t, df) for df in DF for t in T + (FAR if df <= 400 else [])]),
    "chiSquareTail": rows(chi_square, [(x, df) for df in [1, 2, 3, 5, 7, 10, 20, 50] for x in X]),
    "betaLower": rows(beta_lower, ODDS),
    "betaUpper": rows(lambda a, b, u: beta_lower(b, a, -mpf(u)), ODDS),
    "fisherExact": rows(fisher, TABLES),
    "normalCritical": [[a, float(critical(normal, a))] for a in ALPHAS],
    "studentCritical": [[a, df, float(critical(lambda t: student(t, df), a))] for df in DF for a in [0.5, 0.2, 0.05, 0.01, 1e-3, 1e-6]],
}
print("{\n" + ",\n".join(f'"{name}": [\n' + ",\n".join(map(json.dumps, of)) + "\n]" for name, of in reference.items()) + "\n}")
