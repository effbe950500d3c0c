"""Who may see what: every route, asked by an owner, members of each role, and a stranger."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from fairlead.sources.program_file import parse_program
from fairlead.web.access.letting_in import give_role
from fairlead.web.access.roles import ALLOWED, Capability
from fairlead.web.log.append import begin
from fairlead.web.models import ProgramLog, Role, User
from tests.web.conftest import NOW
from tests.web.log.sample import log_with_everything

pytestmark = pytest.mark.django_db

ROUTES: list[URLPattern] = [p for p in get_resolver().url_patterns if isinstance(p, URLPattern)]
MEMBERS_ONLY = [p for p in ROUTES if p.callback.needs in {*Capability}]
STANDS_FOR = {
    "key": "checkout",
    "number": "1",
    "item": "api",
    "voice": "business",
    "kind": "md",
    "secret": "nothing",
    "member": "999",
    "token": "999",
    "hook": "999",
    "gate": "999",
    "job": "999",
    "baseline": "1",
    "rotation": "support",
    "plan": "later",
    "name": "goals",
    "section": "tasks",
}
ITEMS = {
    "escalation": "issues.vendor",
    "packet": "issues.vendor",
    "act-escalation": "issues.vendor",
}
POSTS = {
    "plan-edit", "plan-undo", "plan-redo", "take-back", "add-member", "change-member", "archive",
    "seen-notices", "sign-out", "change-account", "change-password", "make-token", "drop-token",
    "draft-request", "decide-request", "add-baseline", "ask-option", "ask-plan",
    "move-card", "edit-register", "add-register", "act-escalation", "change-duty",
    "keep-forecast", "send-report", "subscribe", "add-webhook", "change-webhook", "add-gate",
    "drop-gate", "linked-file", "delete-row",
    "confirm-links", "bring-back",
}  # fmt: skip
NO_ROW = {"change-member", "draft-impact", "change-webhook", "drop-gate"}


def address(route: URLPattern) -> str:
    if not route.pattern.converters:
        text = re.sub(r"\(\?P<(\w+)>(?:\[[^\]]*\]|[^()\[])+\)", r"<\1>", str(route.pattern))
        text = text.strip("^$").replace("\\", "")
    else:
        text = re.sub(r"<\w+:(\w+)>", r"<\1>", str(route.pattern))
    stands = {**STANDS_FOR, "item": ITEMS.get(str(route.name), STANDS_FOR["item"])}
    return "/" + re.sub(r"<(\w+)>", lambda found: stands[found[1]], text)


def ask(client: Client, route: URLPattern) -> int:
    if route.name in POSTS:
        return int(client.post(address(route), {}, content_type="application/json").status_code)
    answer: Any = client.get(address(route))
    for close in answer._resource_closers:  # a stream gives its place back; the connection stays
        close()
    return int(answer.status_code)


@pytest.fixture
def log(asha: User) -> ProgramLog:
    made = log_with_everything(asha)
    give_role(made, asha, Role.OWNER, at=NOW)
    return made


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def test_every_route_says_what_it_needs() -> None:
    assert [p.name for p in ROUTES if not hasattr(p.callback, "needs")] == []
    assert {p.callback.needs for p in ROUTES} <= {*Capability, "nothing", "sign-in", "token"}


@pytest.mark.parametrize("route", MEMBERS_ONLY, ids=lambda p: p.name)
def test_a_stranger_learns_nothing_of_a_program(
    route: URLPattern, log: ProgramLog, ben: User
) -> None:
    assert ask(signed_in(ben), route) == 404


@pytest.mark.parametrize("route", MEMBERS_ONLY, ids=lambda p: p.name)
def test_nobody_comes_in_without_signing_in(route: URLPattern, log: ProgramLog) -> None:
    client = Client()
    assert ask(client, route) == 302


@pytest.mark.parametrize("route", MEMBERS_ONLY, ids=lambda p: p.name)
def test_a_member_sees_what_the_role_allows(route: URLPattern, log: ProgramLog, ben: User) -> None:
    client = signed_in(ben)
    for role in reversed(Role):
        give_role(log, ben, role, at=NOW)
        status = ask(client, route)
        allowed = route.callback.needs in ALLOWED[role]
        if route.name == "briefing":
            allowed = Capability.SEE_BUSINESS in ALLOWED[role]
        assert status != 404 or route.name in NO_ROW, role
        assert (status == 403) is not allowed, role
        assert status < 500, role
        if status < 400 and route.name in {"archive", "delete-row"}:
            return  # now it is away for everybody


BARE = (
    "fairlead: 1\nprogram: checkout\n",
    "fairlead: 1\nprogram: checkout\nstart: 2026-03-02\ntasks:\n  a: {title: A, estimate: 2d}\n",
    "fairlead: 1\nprogram: checkout\nstart: 2026-03-02\ntasks:\n  a: {title: A, needs: a}\n",
)


@pytest.mark.parametrize("text", BARE)
def test_every_page_of_a_bare_program_is_there(text: str, asha: User) -> None:
    read = parse_program(text).program
    assert read is not None
    made = begin(read, key="checkout", at=NOW)
    give_role(made, asha, Role.OWNER, at=NOW)
    client = signed_in(asha)
    client.raise_request_exception = True
    for route in MEMBERS_ONLY:
        if route.name not in POSTS:
            assert ask(client, route) in {200, 302, 404, 422}, route.name


@pytest.mark.parametrize(
    "route", [p for p in ROUTES if p.callback.needs == "sign-in"], ids=lambda p: p.name
)
def test_pages_of_ones_own_need_a_user(route: URLPattern, db: None, asha: User) -> None:
    assert ask(Client(), route) == 302
    assert ask(signed_in(asha), route) in {200, 302}


def test_every_page_forbids_foreign_scripts(log: ProgramLog, asha: User) -> None:
    answer = signed_in(asha).get("/p/checkout/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "<script>" not in answer.content.decode()
    assert " style=" not in answer.content.decode()
