"""Every address of the web application."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from fairlead.web.api.assistants import assistant
from fairlead.web.api.calls import api
from fairlead.web.pages import events
from fairlead.web.pages.machines import calendars, connections, gates, health
from fairlead.web.pages.people import account, entering, members
from fairlead.web.pages.plan import board, forecasting, plan
from fairlead.web.pages.programs import history, home, importing, program, reporting, settings
from fairlead.web.pages.risks import duty, escalations, register
from fairlead.web.pages.scope import baselines, drafting, requests, ways_out, why_moved

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
    path("p/<slug:key>/plan/agreed/<int:baseline>/", baselines.ghosts, name="plan-agreed"),
    path("p/<slug:key>/board/", board.board, name="board"),
    path("p/<slug:key>/board/move/", board.move, name="move-card"),
    path("p/<slug:key>/history/", history.history, name="history"),
    path("p/<slug:key>/history/<int:number>/", history.entry, name="entry"),
    path("p/<slug:key>/history/<int:number>/back/", history.take_back, name="take-back"),
    path("p/<slug:key>/item/<str:item>/", history.item, name="item"),
    path("p/<slug:key>/members/", members.members, name="members"),
    path("p/<slug:key>/members/add/", members.add_member, name="add-member"),
    path("p/<slug:key>/members/<int:member>/", members.change_member, name="change-member"),
    path("p/<slug:key>/settings/", settings.settings, name="settings"),
    path("p/<slug:key>/settings/file/", settings.program_file, name="program-file"),
    path("p/<slug:key>/settings/linked/", settings.linked_file, name="linked-file"),
    path("p/<slug:key>/settings/archive/", settings.archive, name="archive"),
    path("p/<slug:key>/forecast/", forecasting.forecast, name="forecast"),
    path("p/<slug:key>/forecast/keep/", forecasting.keep, name="keep-forecast"),
    path("p/<slug:key>/risks/", program.risks, name="risks"),
    path("p/<slug:key>/scope/", program.scope, name="scope"),
    path("p/<slug:key>/requests/", requests.asked, name="requests"),
    path("p/<slug:key>/requests/new/", drafting.new, name="new-request"),
    path("p/<slug:key>/requests/draft/", drafting.draft, name="draft-request"),
    path("p/<slug:key>/requests/draft/<int:job>/", drafting.draft_impact, name="draft-impact"),
    path("p/<slug:key>/request/<str:item>/", requests.request_page, name="request"),
    path("p/<slug:key>/request/<str:item>/impact/", requests.impact_of, name="request-impact"),
    path("p/<slug:key>/request/<str:item>/decide/", requests.decide, name="decide-request"),
    path("p/<slug:key>/baselines/", baselines.baselines, name="baselines"),
    path("p/<slug:key>/baselines/add/", baselines.add_baseline, name="add-baseline"),
    path("p/<slug:key>/baselines/<int:baseline>/", baselines.baseline, name="baseline"),
    path("p/<slug:key>/why/", why_moved.why, name="why"),
    path("p/<slug:key>/why/told/", why_moved.told_why, name="why-told"),
    path("p/<slug:key>/options/", ways_out.options_page, name="options"),
    path("p/<slug:key>/options/told/", ways_out.told_options, name="options-told"),
    path("p/<slug:key>/options/ask/", ways_out.ask_option, name="ask-option"),
    path("p/<slug:key>/register/", register.register, name="register"),
    path("p/<slug:key>/register/edit/", register.edit_cell, name="edit-register"),
    path("p/<slug:key>/register/add/", register.add_row, name="add-register"),
    path("p/<slug:key>/escalations/", escalations.escalations, name="escalations"),
    path("p/<slug:key>/escalations/<str:item>/", escalations.escalation, name="escalation"),
    path("p/<slug:key>/escalations/<str:item>/packet/", escalations.packet_of, name="packet"),
    path("p/<slug:key>/escalations/<str:item>/act/", escalations.act, name="act-escalation"),
    path("p/<slug:key>/plan-b/<str:plan>/", escalations.ask_plan, name="ask-plan"),
    path("p/<slug:key>/on-call/", duty.on_call_page, name="on-call"),
    path("p/<slug:key>/on-call/<str:rotation>/change/", duty.change_duty, name="change-duty"),
    path("p/<slug:key>/on-call.ics", duty.own_duty, name="own-duty"),
    path("calendar/<str:secret>/<slug:key>/on-call.ics", duty.duty_feed, name="duty-feed"),
    path("p/<slug:key>/load/", program.load, name="load"),
    path("p/<slug:key>/reports/", reporting.reports, name="reports"),
    path("p/<slug:key>/reports/send/", reporting.send, name="send-report"),
    path("p/<slug:key>/reports/subscribe/", reporting.subscribe_me, name="subscribe"),
    path("p/<slug:key>/connections/", connections.connections, name="connections"),
    path("p/<slug:key>/connections/webhook/", connections.add_webhook, name="add-webhook"),
    path("p/<slug:key>/connections/<int:hook>/", connections.change_webhook, name="change-webhook"),
    path("p/<slug:key>/connections/gate/", connections.add_gate, name="add-gate"),
    path("p/<slug:key>/connections/gate/<int:gate>/", connections.drop_gate, name="drop-gate"),
    path("in/events/v2/enqueue", gates.events, name="events-in"),
    path("in/webhook/<str:secret>/", gates.webhook, name="webhook-in"),
    re_path(
        r"^p/(?P<key>[-\w]+)/reports/(?P<voice>business|engineering)\.(?P<kind>html|md)$",
        program.briefing,
        name="briefing",
    ),
    path("mcp/<slug:key>/", assistant, name="assistant"),
    path("api/", api.urls),
    path("calendar/<str:secret>/<slug:key>.ics", calendars.feed, name="calendar"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("design.css", health.design, name="design"),
]
