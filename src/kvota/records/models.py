"""Every record, for Django to find and for doors to import from one place."""

from kvota.records.absences import Absence
from kvota.records.accounts import Account
from kvota.records.assumed_funnels import AssumedFunnel
from kvota.records.attached_files import AttachedFile
from kvota.records.calendars import CalendarException
from kvota.records.client_merges import ClientMerge, NamesApart
from kvota.records.company_metrics import CompanyMetric
from kvota.records.competitors import CompetitorNamed
from kvota.records.conditions import Condition
from kvota.records.deals import Deal, DealRole, DealShare, DealVersion
from kvota.records.deputies import Deputy
from kvota.records.events import Event
from kvota.records.exit_questions import ExitAnswer, ExitQuestion
from kvota.records.forecast_checks import ForecastCheck
from kvota.records.funnels import Funnel, LostReason, Stage
from kvota.records.goals import (
    GoalCell,
    GoalNote,
    GoalReading,
    GoalSegment,
    GoalVersion,
    Scenario,
    UnitIntent,
)
from kvota.records.hand_overs import HandOver
from kvota.records.imports import ImportBatch
from kvota.records.lead_requests import LeadAnswer, LeadRequest
from kvota.records.lead_supply import Channel, SupplyEntry
from kvota.records.many_at_once import ManyAtOnce, OneOfMany
from kvota.records.market_facts import MarketFact
from kvota.records.money import Contract, Instalment, Invoice, Payment, Rate, Refund
from kvota.records.moves import Attempt, Move
from kvota.records.organisations import Organisation
from kvota.records.outside_identities import OutsideIdentity
from kvota.records.passkeys import Passkey
from kvota.records.people import Person, Seat
from kvota.records.playbooks import PlaybookVersion
from kvota.records.quarter_focus import QuarterFocus
from kvota.records.saved_views import SavedView
from kvota.records.seat_changes import SeatChangeDecision
from kvota.records.selling import Alias, Client, Product, ProductPrice
from kvota.records.tokens import Token
from kvota.records.units import Unit, UnitPlacement
from kvota.records.work_sharings import WorkSharing

__all__ = [
    "Absence",
    "Account",
    "Alias",
    "AssumedFunnel",
    "AttachedFile",
    "Attempt",
    "CalendarException",
    "Channel",
    "Client",
    "ClientMerge",
    "CompanyMetric",
    "CompetitorNamed",
    "Condition",
    "Contract",
    "Deal",
    "DealRole",
    "DealShare",
    "DealVersion",
    "Deputy",
    "Event",
    "ExitAnswer",
    "ExitQuestion",
    "ForecastCheck",
    "Funnel",
    "GoalCell",
    "GoalNote",
    "GoalReading",
    "GoalSegment",
    "GoalVersion",
    "HandOver",
    "ImportBatch",
    "Instalment",
    "Invoice",
    "LeadAnswer",
    "LeadRequest",
    "LostReason",
    "ManyAtOnce",
    "MarketFact",
    "Move",
    "NamesApart",
    "OneOfMany",
    "Organisation",
    "OutsideIdentity",
    "Passkey",
    "Payment",
    "Person",
    "PlaybookVersion",
    "Product",
    "ProductPrice",
    "QuarterFocus",
    "Rate",
    "Refund",
    "SavedView",
    "Scenario",
    "Seat",
    "SeatChangeDecision",
    "Stage",
    "SupplyEntry",
    "Token",
    "Unit",
    "UnitIntent",
    "UnitPlacement",
    "WorkSharing",
]
