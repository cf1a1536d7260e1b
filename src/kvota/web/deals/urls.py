"""One deal, one client, and what is done with them."""

from __future__ import annotations

from django.urls import path

from kvota.web.deals import (
    add,
    carry,
    change,
    client_page,
    competitors,
    deal_page,
    files,
    money,
    move,
    pick,
    twins,
)

urlpatterns = [
    path("move", pick.pick, name="record-move"),
    path("deal/new", add.add, name="add-deal"),
    path("deal/<uuid:uid>", deal_page.deal, name="deal"),
    path("deal/<uuid:uid>/move", move.sheet, name="move-sheet"),
    path("deal/<uuid:uid>/carry", carry.carry, name="carry-deal"),
    path("deal/<uuid:uid>/moves", move.record, name="move-deal"),
    path("deal/<uuid:uid>/next-step", change.next_step, name="next-step"),
    path("deal/<uuid:uid>/change", change.change, name="change-deal"),
    path("deal/<uuid:uid>/owner", change.owner, name="reassign-deal"),
    path("deal/<uuid:uid>/roles", change.roles, name="deal-roles"),
    path("deal/<uuid:uid>/competitor", competitors.name, name="name-competitor"),
    path("deal/<uuid:uid>/files", files.attach, name="attach-file"),
    path("files/<uuid:uid>", files.download, name="attached-file"),
    path("files/<uuid:uid>/remove", files.remove, name="remove-file"),
    path("deal/<uuid:uid>/split", change.split, name="split-deal"),
    path("deal/<uuid:uid>/payment", money.payment, name="record-payment"),
    path("client/<uuid:uid>", client_page.client, name="client"),
    path("client/<uuid:uid>/reach", client_page.reach, name="reach-client"),
    path("client/<uuid:uid>/compare", twins.compare, name="compare-client"),
    path("client/<uuid:uid>/merge", twins.merge, name="merge-client"),
    path("client/<uuid:uid>/separate", twins.separate, name="separate-client"),
    path("client/<uuid:uid>/apart", twins.apart, name="keep-clients-apart"),
    path("review/twins", twins.suspected, name="twins"),
]
