"""The first minutes: a sample company to look around in, and a company of one's own."""

from __future__ import annotations

from django.urls import path

from kvota.web.welcome import demo, page, start, tour

urlpatterns = [
    path("welcome", page.welcome, name="welcome"),
    path("welcome/start", start.start, name="start-mine"),
    path("demo", demo.look_around, name="look-around"),
    path("demo/anew", demo.start_anew, name="demo-anew"),
    path("demo/<str:role>", demo.enter_demo, name="enter-demo"),
    path("tour", tour.tour, name="tour"),
]
