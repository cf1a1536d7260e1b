"""Coming in, going out, changing the seat, the language, the theme."""

from __future__ import annotations

from django.urls import path

from kvota.web.account import demo, language, seats, sign_in
from kvota.web.eye import turn_eye

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("enter", sign_in.enter, name="enter"),
    path("password", sign_in.password, name="password"),
    path("demo/<str:role>", demo.enter_demo, name="enter-demo"),
    path("seat", seats.take_seat, name="take-seat"),
    path("language", language.choose_language, name="choose-language"),
    path("theme", language.choose_theme, name="choose-theme"),
    path("eye", turn_eye, name="turn-eye"),
]
