"""The metrics every company starts with: text 002's months and weeks, and what the screens already count.

Source: seed text 002 (month by ten days: clients, visits, bids, bids won, receivables, collections and
their probability; week by day: clients developed, cold visits, existing clients, return visits,
collections, bids won); domain.md section 0.
"""

from __future__ import annotations

from kvota.domain.metrics.metric import VISITS, Metric, counting, ratio_of

_COUNTING = (
    counting("revenue", "actual", "sum"),
    counting("profit", "profit", "sum"),
    counting("cash", "payment", "sum"),
    counting("contracts", "contract"),
    counting("contract_sum", "contract", "sum"),
    counting("invoiced", "invoice", "sum"),
    counting("deals", "won"),
    counting("new_deals", "won", deal_kind=("new",)),
    counting("repeat_deals", "won", deal_kind=("repeat",)),
    counting("lost", "lost"),
    counting("leads", "lead"),
    counting("leads_met", "lead", later=("met",)),
    counting("bids", "bid"),
    counting("bids_won", "won", before=("bid",)),
    counting("bids_won_later", "bid", later=("won",)),
    counting("moves", "move"),
    counting("calls", "move", action=("call",)),
    counting("cold_calls", "move", action=("call",), client_age=("new",)),
    counting("unanswered_calls", "try", action=("call",)),
    counting("meetings", "move", action=("meeting",)),
    counting("visits", "move", action=VISITS),
    counting("cold_visits", "move", action=VISITS, client_age=("new",)),
    counting("existing_visits", "move", action=VISITS, client_age=("existing",)),
    counting("return_visits", "move", action=VISITS, client_age=("return",)),
    counting("follow_ups", "move", client_age=("known",)),
    counting("clients_developed", "move", client_age=("new",)),
    counting("clients_touched", "move", "clients"),
    counting("clients_in_work", "in_work"),
    counting("open_pipeline", "in_work", "sum"),
    counting("receivables", "owed", "sum"),
    counting("overdue", "overdue", "sum"),
    counting("fell_due", "fell_due", "sum"),
    counting("collected", "collected", "sum"),
)
_BY_KEY = {metric.key: metric for metric in _COUNTING}
_RATIOS = tuple(
    ratio_of(key, _BY_KEY[above], _BY_KEY[below])
    for key, above, below in (
        ("collection_rate", "collected", "fell_due"),
        ("lead_to_meeting", "leads_met", "leads"),
        ("offer_to_contract", "bids_won_later", "bids"),
        ("average_deal", "contract_sum", "contracts"),
        ("margin", "profit", "revenue"),
    )
)
SHIPPED: dict[str, Metric] = {metric.key: metric for metric in (*_COUNTING, *_RATIOS)}

#: Text 002's two sets, as the tables of Review show them.
OF_A_MONTH = ("clients_touched", "visits", "bids", "bids_won", "receivables", "cash", "collection_rate")
OF_A_WEEK = (
    "clients_developed",
    "cold_visits",
    "existing_visits",
    "return_visits",
    "follow_ups",
    "cash",
    "bids_won",
)
