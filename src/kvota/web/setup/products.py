"""Products: what is sold, at which price and lowest price, from which day on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.db.models import F, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.set_price import add_product, set_price
from kvota.domain.errors import RuleError
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.typed_money import typed_money
from kvota.language.typed_percent import typed_percent
from kvota.records.rights import require
from kvota.records.selling import Product, ProductPrice
from kvota.web.deals.move import read_day
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked


@require_http_methods(["GET", "POST"])
def products(request: Asked) -> HttpResponse:
    """The products with their prices, the newest first; 422 with the sentence for what cannot be."""
    require(request.seat, "setup")
    refusal = ""
    if request.method == "POST":
        try:
            _store(request)
            messages.success(request, _("Saved."))
            return redirect("setup-products")
        except RuleError as refused:
            refusal = worded(refused)
    # NULLs sort first on one database and last on the other; here they are the oldest.
    by_day = ProductPrice.objects.live().order_by(F("from_on").desc(nulls_last=True), "-id")
    known = Product.visible_to(request.seat, on=request.today).order_by("name")
    context: dict[str, Any] = {
        "refusal": refusal,
        "products": known.prefetch_related(Prefetch("prices", queryset=by_day)),
        "sent": request.POST,
    }
    return render(request, "setup/products.html", context, status=422 if refusal else 200)


def _store(request: Asked) -> None:
    post = request.POST
    if "name" in post:
        add_product(seat=request.seat, name=post["name"], series=post.get("series", ""), now=request.now)
        return
    product = row_of(Product.visible_to(request.seat, on=request.today), post.get("product", ""))
    if product is None:
        raise Http404
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    floor, margin = post.get("floor", "").strip(), post.get("margin", "").strip()
    set_price(
        seat=request.seat,
        product=product,
        price_minor=typed_money(post.get("price", ""), formats).minor,
        floor_minor=typed_money(floor, formats).minor if floor else None,
        margin=Fraction(typed_percent(margin, request.LANGUAGE_CODE), 10_000) if margin else None,
        from_on=read_day(post.get("from_on", "")) or request.today,
        now=request.now,
    )
