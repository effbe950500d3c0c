"""Every address of the web application."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from fairlead.web.api.calls import api
from fairlead.web.pages import (
    account,
    calendars,
    entering,
    events,
    health,
    history,
    home,
    importing,
    members,
    plan,
    program,
    settings,
)

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("import/", importing.wizard, name="import"),
    path("account/", account.account, name="account"),
    path("account/change/", account.change_account, name="change-account"),
    path("account/password/", account.change_password, name="change-password"),
    path("account/tokens/", account.make_token, name="make-token"),
    path("account/tokens/<int:token>/drop/", account.drop_token, name="drop-token"),
    path("notices/seen/", home.seen_notices, name="seen-notices"),
    path("sign-in/", entering.sign_in, name="sign-in"),
    path("identity/", include("allauth.urls")),
    path("sign-in/<str:secret>/", entering.follow_link, name="follow-link"),
    path("sign-out/", entering.sign_out, name="sign-out"),
    path("p/<slug:key>/", program.program, name="program"),
    path("p/<slug:key>/card/", home.card, name="card"),
    path("p/<slug:key>/events/", events.events, name="events"),
    path("p/<slug:key>/names/", plan.names, name="names"),
    path("p/<slug:key>/plan/", plan.page, name="plan"),
    path("p/<slug:key>/plan/rows/", plan.rows, name="plan-rows"),
    path("p/<slug:key>/plan/edit/", plan.edit, name="plan-edit"),
    path("p/<slug:key>/plan/undo/", plan.undo_mine, name="plan-undo"),
    path("p/<slug:key>/plan/redo/", plan.redo_mine, name="plan-redo"),
    path("p/<slug:key>/history/", history.history, name="history"),
    path("p/<slug:key>/history/<int:number>/", history.entry, name="entry"),
    path("p/<slug:key>/history/<int:number>/back/", history.take_back, name="take-back"),
    path("p/<slug:key>/item/<str:item>/", history.item, name="item"),
    path("p/<slug:key>/members/", members.members, name="members"),
    path("p/<slug:key>/members/add/", members.add_member, name="add-member"),
    path("p/<slug:key>/members/<int:member>/", members.change_member, name="change-member"),
    path("p/<slug:key>/settings/", settings.settings, name="settings"),
    path("p/<slug:key>/settings/file/", settings.program_file, name="program-file"),
    path("p/<slug:key>/settings/archive/", settings.archive, name="archive"),
    path("p/<slug:key>/forecast/", program.forecast, name="forecast"),
    path("p/<slug:key>/risks/", program.risks, name="risks"),
    path("p/<slug:key>/scope/", program.scope, name="scope"),
    path("p/<slug:key>/load/", program.load, name="load"),
    path("p/<slug:key>/reports/", program.reports, name="reports"),
    re_path(
        r"^p/(?P<key>[-\w]+)/reports/(?P<voice>business|engineering)\.(?P<kind>html|md)$",
        program.briefing,
        name="briefing",
    ),
    path("api/", api.urls),
    path("calendar/<str:secret>/<slug:key>.ics", calendars.feed, name="calendar"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("design.css", health.design, name="design"),
]
