"""Coming in, going out, changing the seat, the language, the theme."""

from __future__ import annotations

from django.urls import path

from kvota.web.account import company_sign_in, language, passkeys, seats, sign_in
from kvota.web.eye import turn_eye

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("enter", sign_in.enter, name="enter"),
    path("password", sign_in.password, name="password"),
    path("passkeys/offer", passkeys.offer, name="offer-passkey"),
    path("passkeys", passkeys.keep, name="keep-passkey"),
    path("passkeys/<int:number>/remove", passkeys.remove, name="remove-passkey"),
    path("sign-in/passkey/offer", passkeys.offer_to_sign_in, name="offer-sign-in"),
    path("sign-in/passkey", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/company", company_sign_in.leave, name="company-sign-in"),
    path("sign-in/company/back", company_sign_in.come_back, name="company-sign-in-back"),
    path("seat", seats.take_seat, name="take-seat"),
    path("language", language.choose_language, name="choose-language"),
    path("theme", language.choose_theme, name="choose-theme"),
    path("eye", turn_eye, name="turn-eye"),
]
