"""Statistics: percentiles, and how far a number that is made of medians can be
trusted: its interval, found by drawing the rounds anew."""

import math
import random
import statistics

DRAWS = 1000
SHARE = 0.95


def percentile(values, share):
    """The value that `share` of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(
        len(ordered) * share) - 1))]


def median(values):
    return statistics.median(values)


class Interval:
    """A number, and between what its like falls `SHARE` of the time."""

    def __init__(self, value, low, high, rounds):
        self.value, self.low, self.high = value, low, high
        self.rounds = rounds

    def __str__(self):
        return f"{self.value:.2f} ({self.low:.2f}–{self.high:.2f})"

    __repr__ = __str__


def interval(samples, keys, formula, seed=1):
    """`formula` of the medians of `keys`, with its interval; None when one of
    them was not measured. Rounds are drawn with all that was measured in them
    where the keys were measured in the same rounds, so that what troubled the
    machine in one falls on all sides of the formula alike."""
    columns = [samples.by_round(key) for key in keys]
    if not all(columns):
        return None
    if all(column.keys() == columns[0].keys() for column in columns):
        groups = [list(range(len(columns)))]
    else:
        groups = [[n] for n in range(len(columns))]
    draw = random.Random(seed)
    found = []
    for _ in range(DRAWS):
        middles = [0.0] * len(columns)
        for group in groups:
            rounds = list(columns[group[0]])
            drawn = draw.choices(rounds, k=len(rounds))
            for n in group:
                column = columns[n]
                middles[n] = median([column[r] for r in drawn])
        found.append(formula(*middles))
    value = formula(*(median(column.values()) for column in columns))
    return Interval(value, percentile(found, (1 - SHARE) / 2),
                    percentile(found, (1 + SHARE) / 2),
                    min(len(column) for column in columns))


def ratio(samples, over, under, seed=1):
    return interval(samples, [over, under], divided, seed)


def divided(over, under):
    return over / under if under else math.inf


# Two processes of one program differ by so much for reasons of their own: where
# their pages lie, which connection was first.
ALIKE = 0.05
LEAST = 30


def difference(found):
    """What a ratio says of its two sides, in a word or two."""
    if found is None or found.rounds < LEAST:
        return "too few samples"
    if found.low > 1 + ALIKE:
        return "slower"
    if found.high < 1 - ALIKE:
        return "faster"
    return "no difference"
