"""Says in whole sentences why a number of the plan is what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.spread_goal import month_weights
from kvota.language.formats import Formats
from kvota.records.calendars import company_calendar
from kvota.records.goal_chain import NO_REASON, Chain, ChainStep
from kvota.records.goal_grades import Grade, graded_cells, grades_of
from kvota.records.goals import GoalVersion
from kvota.web.rate_words import typed_words

#: So few share a plan that the share of one would tell the number of another.
FEWEST_TO_TELL_A_SHARE = 3
#: A share that is further from its weight than this was moved by what was typed or kept beside it.
NEAR_ENOUGH = Fraction(1, 200)

RULES: dict[str, str | Promise] = {
    "situation": gettext_lazy("Shared by what is in hand: open deals, signed contracts, usual new work."),
    "past": gettext_lazy("Shared by what came in the three months before."),
    "history": gettext_lazy("Shared by what came in the three months before."),
    "year": gettext_lazy("Shared by what came in the same months a year before."),
    "capacity": gettext_lazy("Shared by working hours."),
    "manual": gettext_lazy("Shared by weights that were typed."),
}
IN_MONEY = {"situation", "past", "history", "year"}


@dataclass(frozen=True)
class Said:
    """One sentence, and the page that holds what it speaks of; empty where there is none."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Figures:
    """How the numbers of a goal are written: money, or whole things."""

    version: GoalVersion
    formats: Formats

    def of(self, value: int | Fraction) -> str:
        return self.formats.money_whole(value) if self.version.is_money else self.formats.number(value)

    def month(self, key: str) -> str:
        fiscal = self.version.organisation.fiscal
        return self.formats.period(parse_period(key, fiscal_start=fiscal))

    def weight(self, value: Fraction) -> str:
        if self.version.terms.get("rule") in IN_MONEY:
            return self.formats.money_whole(value)
        return self.formats.number(value, None if value.denominator == 1 else 1)


def company_words(chain: Chain, figures: Figures, *, sums: bool) -> Iterator[Said]:
    """Where the company's own number comes from: the profit it is to bring, who set it, when and why."""
    version, formats = chain.version, figures.formats
    terms = version.terms
    if version.metric == "profit" and sums:
        margin = terms.get("margin")
        fields = {
            "profit": formats.money_whole(version.amount_minor),
            "fixed": formats.money_whole(int(terms.get("fixed_minor", 0))),
            "revenue": formats.money_whole(version.revenue_minor),
        }
        if margin:
            said = _(
                "A profit of %(profit)s and fixed costs of %(fixed)s at a margin of %(margin)s "
                "take a revenue of %(revenue)s."
            )
            fields["margin"] = formats.percent(Fraction(margin), 1)
        else:
            said = _("A profit of %(profit)s takes a revenue of %(revenue)s.")
        yield Said(said % fields)
    elif version.metric == "profit":
        yield Said(_("The company wants a profit; the revenue it takes is what was shared."))
    typed = typed_words(terms, formats) if sums else ""
    if typed:
        yield Said(_("Typed as %(sum)s.") % {"sum": typed})
    first = chain.set_by
    if first.author:
        yield Said(
            _("%(who)s set the goal on %(day)s.")
            % {"who": first.author.name, "day": formats.day_long(first.recorded_at.date())}
        )
    if first.reason not in NO_REASON:
        yield Said(_("The reason: %(reason)s") % {"reason": first.reason})


def month_words(chain: Chain, figures: Figures) -> Iterator[Said]:
    """What part of the goal's period these months are, and why."""
    version, formats = chain.version, figures.formats
    fiscal = version.organisation.fiscal
    whole = parse_period(version.period, fiscal_start=fiscal)
    months = whole.months()
    if len(months) == len(chain.months):
        return
    kept = version.terms.get("kept", {})
    season = {month: Fraction(rate) for month, rate in version.terms.get("season", {}).items()}
    days = month_weights(months, company_calendar(version.organisation))
    for month, worked in zip(months, days, strict=True):
        if month.key not in chain.months:
            continue
        why = kept.get(month.key)
        name = formats.period(month)
        if why == "own_goal":
            yield Said(_("%(month)s keeps a goal of its own.") % {"month": name})
        elif why == "closed":
            yield Said(_("%(month)s is over and keeps its plan.") % {"month": name})
        elif why == "typed":
            yield Said(_("%(month)s was typed by hand.") % {"month": name})
        else:
            yield Said(
                _("%(month)s has %(days)s of the %(all)s working days of the goal for %(period)s.")
                % {
                    "month": name,
                    "days": formats.number(int(worked)),
                    "all": formats.number(int(sum(days))),
                    "period": formats.period(whole),
                }
            )
            rate = season.get(month.key, Fraction(1))
            if rate != 1:
                yield Said(
                    _("A working day of this month counts %(rate)s of an ordinary one, for the season.")
                    % {"rate": formats.percent(rate)}
                )


def step_words(
    step: ChainStep, version: GoalVersion, figures: Figures, *, sums: bool, own: bool, uid: str
) -> Iterator[Said]:
    """Why a unit or a person has this part of the plan above. `sums`: whether that plan may be read."""
    formats, rule = figures.formats, version.terms.get("rule", "equal")
    if len(step.wrote) < len(step.months):
        weighed = bool(version.terms.get("weights")) and step.weights > 0
        if weighed:
            yield Said(str(RULES.get(rule, _("Shared by weights."))))
            if rule in RULES:
                yield from _weight_words(step, figures, sums=sums, own=own, uid=uid)
        elif step.key[0] == "p":
            yield Said(
                ngettext(
                    "Shared with nobody: he alone sells in this unit.",
                    "Shared equally among the %(count)s who sell in this unit.",
                    step.sharers,
                )
                % {"count": formats.number(step.sharers)}
            )
        else:
            yield Said(_("Shared by the number of those who sell in each part."))
        if _was_moved(step):
            yield Said(_("Beside it numbers were typed or kept; what was left was shared anew."))
    yield from _typed_words(step, figures)
    for month, lo, hi in step.bounds:
        name = figures.month(month)
        if lo is not None:
            yield Said(_("%(month)s: never below %(sum)s.") % {"month": name, "sum": figures.of(lo)})
        if hi is not None:
            yield Said(_("%(month)s: never above %(sum)s.") % {"month": name, "sum": figures.of(hi)})


def _weight_words(step: ChainStep, figures: Figures, *, sums: bool, own: bool, uid: str) -> Iterator[Said]:
    url = f"{reverse('review')}?{urlencode({'who': uid, 'when': figures.version.period})}" if uid else ""
    share = step.weight / step.weights
    if sums:
        yield Said(
            _("%(own)s of %(all)s is %(share)s.")
            % {
                "own": figures.weight(step.weight),
                "all": figures.weight(step.weights),
                "share": figures.formats.percent(share, 1),
            },
            url,
        )
    elif own and step.key[0] == "p":
        yield Said(_("Your part of it: %(own)s.") % {"own": figures.weight(step.weight)}, url)


def _typed_words(step: ChainStep, figures: Figures) -> Iterator[Said]:
    formats = figures.formats
    for wrote in step.wrote:
        fields = {
            "month": figures.month(wrote.month),
            "sum": figures.of(wrote.minor),
            "who": wrote.author or _("Nobody"),
            "day": formats.day_long(wrote.moment.date()),
            "reason": wrote.reason,
        }
        if wrote.reason:
            yield Said(_("%(month)s: %(who)s wrote %(sum)s on %(day)s, because: %(reason)s") % fields)
        else:
            yield Said(_("%(month)s: %(who)s wrote %(sum)s on %(day)s, with no reason given.") % fields)


def _was_moved(step: ChainStep) -> bool:
    """Whether the share is not what the weights alone would give."""
    if not step.given_minor or not step.weights or not step.of_minor:
        return False
    return abs(Fraction(step.minor, step.given_minor) - step.weight / step.weights) > NEAR_ENOUGH


def share_words(step: ChainStep, above: str, formats: Formats, *, sums: bool) -> str:
    """What part of the plan above this is; nothing where that would tell another's number."""
    if step.share is None or not (sums or step.sharers >= FEWEST_TO_TELL_A_SHARE):
        return ""
    return _("%(share)s of the plan of %(above)s") % {
        "share": formats.percent(step.share, 1 if sums else 0),
        "above": above,
    }


def over_words(step: ChainStep, given: Sequence[ChainStep], figures: Figures) -> Iterator[Said]:
    """What a unit gives out beyond its plan on purpose, and what it gives to nobody. Of who may read it."""
    if step.over:
        yield Said(
            _("Those below are given %(share)s more together than this plan.")
            % {"share": figures.formats.percent(step.over)}
        )
    for below in given[:1]:
        rest = step.minor - (below.given_minor or 0)
        if rest > 0:
            yield Said(_("Not yet allocated in it: %(sum)s.") % {"sum": figures.of(rest)})


def grade_words(chain: Chain, figures: Figures) -> Iterator[Said]:
    """The same number as the base and the challenge of the goal, where it has them."""
    step = chain.steps[-1]
    told: dict[Grade, str] = {"base": _("Base: %(sum)s."), "challenge": _("Challenge: %(sum)s.")}
    for grade, said in told.items():
        cells = graded_cells(chain.version, grade) if grade in grades_of(chain.version) else {}
        values = [cells[step.key, month] for month in chain.months if (step.key, month) in cells]
        if values:
            yield Said(said % {"sum": figures.of(sum(values))})
