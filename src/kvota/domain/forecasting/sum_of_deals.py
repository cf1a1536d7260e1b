"""The distribution of the money that open deals and new work bring together.

How this works. Each deal brings its amount or nothing. The sum of independent deals is worked out
exactly, deal after deal, on a grid of sums; an amount between two points of the grid is divided
between them so that the mean stays right. Deals are not independent: a bad month is bad for all.
So the exact sum is worked out for seven moods of the market, from very bad to very good, each of
which moves all chances at once, and the seven are mixed by how likely each mood is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, erf, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kvota.domain.errors import RuleError

#: Spread of the shared shock on the log-odds of every deal, as long as too few months are known.
USUAL_SHOCK = 0.25

MOODS = 7

#: Points of the grid: its step is then well below the error of any forecast.
POINTS = 1_200

#: Above so many deals only the largest are added one by one; the sum of all the others is known to
#: within 0.1 % at once. The grid may then be finer.
MOST_ONE_BY_ONE, LARGEST, FINE_POINTS = 3_000, 200, 4_000

_DUST = 1e-12

# Beyond so many a rounded erf is 1.
_ERF_IS_ONE = 6.0

#: So many deals are added one by one before their sum joins the others': few, for each must walk over
#: all the grid that those before it have filled.
DEALS_A_PIECE = 24

#: The points of the 20 equal chances, 2.5 % ... 97.5 %.
DOTS: Final = tuple((2 * dot + 1) / 40 for dot in range(20))

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class ChanceOutOfRange(RuleError):
    """A chance is not a number from 0 to 1."""

    code = "chance_out_of_range"
    sentence = "the chance of deal {item} is {chance}; expected a number from 0 to 1 (write 30 % as 0.3)"
    item: int
    chance: str


@dataclass(frozen=True, eq=False)
class MoneyDistribution:
    """How likely each sum is.

    Attributes
    ----------
    first
        The smallest sum, minor units: what has come already.
    quantum
        The step of the grid, minor units, 1 or more.
    pmf
        Shape (points,), chance of first, first + quantum, ...; sums to 1.
    """

    first: int
    quantum: int
    pmf: Floats

    @property
    def mean(self) -> float:
        """The expected sum, minor units."""
        return self.first + self.quantum * float(self.pmf @ np.arange(self.pmf.size))

    @property
    def sd(self) -> float:
        """The standard deviation, minor units."""
        points = np.arange(self.pmf.size)
        return self.quantum * float(np.sqrt(self.pmf @ (points - self.pmf @ points) ** 2))

    def quantile(self, share: float) -> int:
        """Return the smallest sum of the grid that is not exceeded with a chance of `share`.

        Examples
        --------
        >>> one = sum_of_deals([0.5], [100], shock=0)
        >>> one.quantile(0.4), one.quantile(0.6)
        (0, 100)
        """
        return self.first + self.quantum * int(np.argmax(np.cumsum(self.pmf) >= share - _DUST))

    def dots(self) -> tuple[int, ...]:
        """Return 20 sums of equal chance, the smallest first: the 2.5 %, 7.5 % ... 97.5 % points."""
        return tuple(self.quantile(share) for share in DOTS)

    def sums(self, count: int) -> tuple[int, ...]:
        """Return so many sums of equal chance, the smallest first: each the middle one of its part.

        Examples
        --------
        >>> sum_of_deals([0.5], [100], shock=0).sums(4)
        (0, 0, 100, 100)
        """
        middles = (np.arange(count) + 0.5) / count
        places = np.searchsorted(np.cumsum(self.pmf), middles - _DUST).clip(max=self.pmf.size - 1)
        return tuple((self.first + self.quantum * places).tolist())

    def chance_of(self, amount: int) -> float:
        """Return the chance of `amount` minor units or more. Between two points the next one counts."""
        below = -(-(amount - self.first) // self.quantum)
        if below <= 0:
            return 1.0
        return min(float(self.pmf[below:].sum()), 1.0)

    def of_twenty(self, amount: int) -> int:
        """Return how many of the 20 dots reach `amount`: the picture and the number agree."""
        return dots_that_reach(self.dots(), amount)


def dots_that_reach(dots: Sequence[int], amount: int) -> int:
    """Return how many of some sums are `amount` minor units or more.

    Examples
    --------
    >>> dots_that_reach((0, 100, 200), 100)
    2
    """
    return sum(dot >= amount for dot in dots)


def sum_of_deals(
    chances: ArrayLike,
    amounts: ArrayLike,
    *,
    already: int = 0,
    new_wins: float = 0.0,
    win_amounts: ArrayLike = (),
    win_weights: ArrayLike | None = None,
    batches: Sequence[tuple[int, float, int]] = (),
    shock: float = USUAL_SHOCK,
    moods: int = MOODS,
    steady: ArrayLike | None = None,
    quantum: int | None = None,
) -> MoneyDistribution:
    """Return the distribution of what open deals and new work bring.

    Parameters
    ----------
    chances, amounts
        Shape (deals,): chance of each deal, 0 to 1, and its minor units. Amounts of zero or
        less add nothing.
    already
        Minor units that have come.
    new_wins
        Expected number of wins among deals that do not exist yet, zero or more.
    win_amounts, win_weights
        Shape (wins,), minor units of earlier wins and how much each counts: what a new win may
        bring. Equal weights when absent; without any win, new work brings nothing.
    batches
        (starts, chance of one, minor units of one) of new work that is begun together: so many
        independent deals that are all alike.
    shock
        Standard deviation of the shared shock, on the log-odds of each deal and start and on the log of
        `new_wins`; 0 for independent deals.
    moods
        How many points stand for the shock.
    steady
        Shape (deals,), True for deals that the market does not move, such as signed contracts.
    quantum
        Step of the grid, minor units; chosen to give about 1,200 points when absent (4,000 above
        3,000 deals).

    Returns
    -------
    The mean for each mood is exact, so the mean of the whole lies a little above the sum of
    chance times amount: a good month lifts small chances by more than a bad one lowers them.

    Raises
    ------
    ChanceOutOfRange
        The deal is named by its number, from 0.

    Source: domain specification D3, D4, D5.

    Examples
    --------
    >>> some = sum_of_deals([0.5, 0.3, 0.8], [200, 200, 100], shock=0, quantum=100)
    >>> some.pmf[:6].round(2).tolist()
    [0.07, 0.28, 0.1, 0.4, 0.03, 0.12]
    >>> round(some.mean), round(some.chance_of(300), 2), some.quantile(0.5)
    (240, 0.55, 300)
    """
    chance, amount = np.asarray(chances, dtype=np.float64), np.asarray(amounts, dtype=np.int64)
    outside = ~((chance >= 0) & (chance <= 1))  # written so that NaN is refused too
    if outside.any():
        item = int(outside.argmax())
        raise ChanceOutOfRange(item=item, chance=str(chance[item]))
    unmoved = np.zeros(chance.shape, dtype=bool) if steady is None else np.asarray(steady, dtype=bool)
    counts = (chance > 0) & (amount > 0)
    chance, amount, unmoved = chance[counts], amount[counts], unmoved[counts]
    order = np.argsort(amount, kind="stable")  # small first: the grid fills slowly
    chance, amount, unmoved = chance[order], amount[order], unmoved[order]
    wins = np.asarray(win_amounts, dtype=np.int64)
    shares = np.ones(wins.shape) if win_weights is None else np.asarray(win_weights, dtype=np.float64)
    shares = shares / shares.sum() if shares.sum() > 0 else shares

    mood, weight = _moods(shock, moods)
    lifted = _lifted(chance, np.where(unmoved[:, np.newaxis], 0.0, mood))
    arriving = new_wins * np.exp(mood) if shares.any() else np.zeros_like(mood)

    alike = [(starts, _lifted(np.array([share]), mood)[0], whole) for starts, share, whole in batches]
    alike = [batch for batch in alike if batch[0] > 0 and batch[2] > 0 and batch[1].any()]
    started = sum(starts for starts, _, _ in alike)

    reach = _deals_reach(lifted, amount) + _new_work_reach(arriving.max(), wins, shares)
    reach += sum(_batch_reach(batch) for batch in alike)
    many = amount.size > MOST_ONE_BY_ONE
    step = quantum or max(1, -(-reach // (FINE_POINTS if many else POINTS)))
    # Each divided amount may land one step above its own: at most so many, and ten sd of them.
    divided = amount.size + started
    points = -(-reach // step) + 2 + min(divided, ceil(5 * sqrt(divided)))
    small = amount.size - LARGEST if many else 0
    length = _quick_length(2 * points)
    parts = _pieces(lifted[small:], amount[small:], step, points)
    if many:
        parts.append(_many_deals(lifted[:small], amount[:small], step, points))
    new_work = _turned_new_work(arriving, wins, shares, step=step, length=length) if arriving.any() else None
    for batch in alike:
        turned = _turned_batch(batch, step=step, length=length)
        new_work = turned if new_work is None else new_work * turned
    pmf = _together(parts, new_work, points=points, length=length)

    expected = amount @ lifted + arriving * (shares @ wins)
    expected = expected + sum(starts * whole * share for starts, share, whole in alike)
    strayed = np.abs(step * (pmf @ np.arange(points)) - expected)
    assert bool((strayed < max(step, 1e-9 * float(expected.max(initial=0)))).all()), "money was lost"
    return MoneyDistribution(already, step, weight @ pmf)


def _moods(shock: float, moods: int) -> tuple[Floats, Floats]:
    if shock == 0:
        return np.zeros(1), np.ones(1)
    place, weight = _mood_points(moods)
    return shock * place, weight


@lru_cache(maxsize=8)
def _mood_points(moods: int) -> tuple[Floats, Floats]:
    place, weight = np.polynomial.hermite_e.hermegauss(moods)
    return place, weight / weight.sum()


def _lifted(chance: Floats, mood: Floats) -> Floats:
    """Chances of shape (deals, moods) with the mood on their log-odds; 0 and 1 stay what they are."""
    odds = np.exp(mood)
    each = chance[:, np.newaxis]
    moved: Floats = each * odds / (1 - each + each * odds)
    return moved


def _deals_reach(lifted: Floats, amount: Whole) -> int:
    """The sum beyond which nothing needs a place: all deals won, or mean + 10 sd in the best mood."""
    money = amount.astype(np.float64)
    mean, variance = money @ lifted, money**2 @ (lifted * (1 - lifted))
    enough = mean.max(initial=0.0) + 10 * sqrt(variance.max(initial=0.0)) + 2 * money.max(initial=0.0)
    return ceil(min(float(money.sum()), float(enough)))


def _new_work_reach(most: float, wins: Whole, shares: Floats) -> int:
    if not most:
        return 0
    each = wins.astype(np.float64)
    mean, square = float(shares @ each), float(shares @ each**2)
    return ceil(most * mean + 10 * sqrt(most * square) + 2 * float(each.max()))


#: Starts, the chance of one of them in each mood, and what one brings.
Batch = tuple[int, Floats, int]


def _batch_reach(batch: Batch) -> int:
    """As `_deals_reach`, for deals that are all alike."""
    starts, share, amount = batch
    enough = amount * (starts * share + 10 * np.sqrt(starts * share * (1 - share)) + 2)
    return ceil(min(float(starts * amount), float(enough.max())))


def _turned_batch(batch: Batch, *, step: int, length: int) -> NDArray[np.complex128]:
    """Its characteristic function for each mood: that of one start, as often as there are starts."""
    starts, share, amount = batch
    whole, beyond = amount // step, amount % step / step
    one = np.zeros(length)
    one[whole] += 1 - beyond
    one[whole + 1] += beyond
    turned = 1 + share[:, np.newaxis] * (np.fft.rfft(one) - 1)
    found: NDArray[np.complex128] = turned**starts
    return found


def _pieces(lifted: Floats, amount: Whole, step: int, points: int) -> list[Floats]:
    """The exact sums of a few deals each, for each mood, shape (moods, at most points).

    A few deals fill only a short piece of the grid. What has no place lies on the last point.
    """
    found = []
    for first in range(0, amount.size, DEALS_A_PIECE):
        some = slice(first, first + DEALS_A_PIECE)
        # Each divided amount may land one step above its own.
        length = min(points, int((amount[some] // step + 1).sum()) + 1)
        found.append(_deal_after_deal(lifted[some], amount[some], step, length))
    return found or [np.ones((lifted.shape[1], 1))]


def _deal_after_deal(lifted: Floats, amount: Whole, step: int, points: int) -> Floats:
    pmf = np.zeros((lifted.shape[1], points))
    pmf[:, 0] = 1.0
    filled = 1
    for chance, whole, beyond in zip(
        lifted, (amount // step).tolist(), (amount % step / step).tolist(), strict=True
    ):
        won = pmf[:, :filled] * chance[:, np.newaxis]
        pmf[:, :filled] -= won
        if beyond:
            _add(pmf, won * beyond, whole + 1)
            won *= 1 - beyond
        _add(pmf, won, whole)
        filled = min(filled + whole + (beyond > 0), points)
    return pmf


def _add(pmf: Floats, part: Floats, place: int) -> None:
    room = pmf.shape[1] - place
    if part.shape[1] <= room:
        pmf[:, place : place + part.shape[1]] += part
        return
    room = max(room, 1)
    last = pmf.shape[1] - 1
    pmf[:, last - room + 1 :] += part[:, :room]
    pmf[:, last] += part[:, room:].sum(axis=1)


def _many_deals(lifted: Floats, amount: Whole, step: int, points: int) -> Floats:
    """The sum of many deals for each mood, without adding them one by one.

    Where dozens of wins are expected it is normal; where few are, each chance is small and the
    number of wins that of rare events.
    """
    money = amount / step
    mean, spread = money @ lifted, np.sqrt(money**2 @ (lifted * (1 - lifted)))
    pmf = np.zeros((mean.size, points))
    for mood in range(mean.size):
        if mean[mood] > 8 * spread[mood]:
            pmf[mood] = _normal(float(mean[mood]), float(spread[mood]), points)
        else:
            wins = np.array([lifted[:, mood].sum()])
            pmf[mood] = _new_work(wins, amount, lifted[:, mood] / wins, step=step, points=points)[0]
    return pmf


def _normal(mean: float, spread: float, points: int) -> Floats:
    edges = (np.arange(points + 1) - 0.5 - mean) / max(spread, 1e-3) / sqrt(2)
    below = np.where(edges > 0, 1.0, 0.0)
    near = np.flatnonzero(np.abs(edges) < _ERF_IS_ONE)
    below[near] = [0.5 + 0.5 * erf(edge) for edge in edges[near].tolist()]
    # The sum is not below zero and has a place: the grid reaches ten such spreads beyond.
    below[0], below[-1] = 0.0, 1.0
    pmf: Floats = np.diff(below)
    return pmf


def _new_work(arriving: Floats, wins: Whole, shares: Floats, *, step: int, points: int) -> Floats:
    """A random number of wins of random amounts, for each mood."""
    length = _quick_length(2 * points)
    turned = _turned_new_work(arriving, wins, shares, step=step, length=length)
    return _cut(np.fft.irfft(turned, n=length, axis=1), points)


def _turned_new_work(
    arriving: Floats, wins: Whole, shares: Floats, *, step: int, length: int
) -> NDArray[np.complex128]:
    """Its characteristic function for each mood, at the frequencies of a grid of so many points."""
    whole, beyond = wins // step, wins % step / step
    one = np.bincount(whole, weights=shares * (1 - beyond), minlength=length)
    one += np.bincount(whole + 1, weights=shares * beyond, minlength=one.size)[: one.size]
    turned = np.fft.rfft(one[:length])
    found: NDArray[np.complex128] = np.exp(arriving[:, np.newaxis] * (turned - 1))
    return found


def _together(
    parts: list[Floats], turned: NDArray[np.complex128] | None, *, points: int, length: int
) -> Floats:
    """The sum of independent sums, for each mood, on the first `points` of the grid.

    `length` is at least twice that, so that what lies beyond the grid, ten spreads away, cannot come round
    to its beginning. All sums meet in one product, and are turned back once.
    """
    if len(parts) == 1 and turned is None:
        (only,) = parts
        return np.pad(only, ((0, 0), (0, points - only.shape[1])))
    product = None if turned is None else turned.copy()
    for part in parts:
        if part.shape[1] == 1:
            continue  # nothing is added to anything
        factor = np.fft.rfft(part, n=length, axis=1)
        product = factor if product is None else np.multiply(product, factor, out=product)
    assert product is not None
    return _cut(np.fft.irfft(product, n=length, axis=1), points)


@lru_cache(maxsize=1024)
def _quick_length(least: int) -> int:
    """The next length that falls apart into twos, threes and fives: others take several times as long.

    >>> _quick_length(2401), _quick_length(2400)
    (2430, 2400)
    """
    length = least
    while True:
        rest = length
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1


def _cut(pmf: Floats, points: int) -> Floats:
    """Keep the grid: what lies beyond goes to its last point, and the noise below zero goes."""
    kept = np.maximum(pmf[:, :points], 0.0)
    kept[:, -1] += np.maximum(pmf[:, points:], 0.0).sum(axis=1)
    whole: Floats = kept / kept.sum(axis=1, keepdims=True)
    return whole
