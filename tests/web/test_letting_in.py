import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from fairlead.web.access.letting_in import give_role, invite, put_out, sign_in_link
from fairlead.web.access.tries import MOST_TRIES
from fairlead.web.models import AccessEvent, Invitation, Membership, Role, User
from tests.web.log.sample import new_log

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (links end by the clock of the server)


def test_a_link_signs_in_once(asha: User) -> None:
    path = f"/sign-in/{sign_in_link(asha, at=now())}/"
    first, second = Client(), Client()
    assert first.get(path).status_code == 200
    assert first.post(path).status_code == 302
    assert first.get("/").status_code == 200
    assert second.post(path).status_code == 410
    assert second.get("/").status_code == 302


def test_a_look_at_a_link_does_not_use_it_up(asha: User) -> None:
    path = f"/sign-in/{sign_in_link(asha, at=now())}/"
    Client().get(path)
    assert Client().post(path).status_code == 302


def test_a_link_ends_with_its_day(asha: User) -> None:
    path = f"/sign-in/{sign_in_link(asha, at=now() - timedelta(hours=25))}/"
    assert Client().get(path).status_code == 410


def test_no_secret_is_kept(asha: User) -> None:
    secret = sign_in_link(asha, at=now())
    row = Invitation.objects.get()
    assert secret not in {str(value) for value in vars(row).values()}


def test_an_invitation_makes_a_member(asha: User) -> None:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=now())
    secret = invite(log, "Dana@fairlead.example", Role.EDITOR, by=asha, at=now())
    client = Client()
    assert "Join as" in client.get(f"/sign-in/{secret}/").content.decode()
    answer = client.post(f"/sign-in/{secret}/")
    assert answer["Location"] == "/p/checkout/"
    row = Membership.objects.get(user__username="dana@fairlead.example")
    assert row.role == Role.EDITOR
    told = list(AccessEvent.objects.values_list("what", flat=True))
    assert {"invited", "joined", "signed in by link"} <= set(told)


def test_who_follows_an_invitation_does_not_become_more_than_they_are(
    asha: User, ben: User
) -> None:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=now())
    give_role(log, ben, Role.AUDITOR, at=now())
    client = Client()
    client.force_login(ben)
    client.post(f"/sign-in/{invite(log, ben.email, Role.OWNER, by=asha, at=now())}/")
    assert Membership.objects.get(user=ben).role == Role.AUDITOR


def test_a_program_keeps_an_owner(asha: User, ben: User) -> None:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=now())
    assert not give_role(log, asha, Role.EDITOR, at=now())
    assert not put_out(log, asha, by=asha, at=now())
    give_role(log, ben, Role.OWNER, at=now())
    assert put_out(log, asha, by=ben, at=now())
    assert [m.user for m in Membership.objects.all()] == [ben]


PHRASE = "a long enough phrase"


@pytest.fixture
def with_password(asha: User) -> User:
    asha.set_password(PHRASE)
    asha.save()
    return asha


def sign_in(client: Client, password: str = PHRASE, **more: str) -> bool:
    client.post("/sign-in/", {"login": "asha", "password": password, **more})
    return "_auth_user_id" in client.session


def test_a_password_lets_in_by_name_or_address(with_password: User) -> None:
    assert sign_in(Client())
    assert sign_in(Client(), login=with_password.email)
    assert not sign_in(Client(), password="guess")  # noqa: S106 (a wrong one)


def test_too_many_wrong_passwords_close_the_door(with_password: User) -> None:
    cache.clear()
    client = Client()
    for number in range(6):
        assert not sign_in(client, password=f"guess {number}")
    assert not sign_in(client)
    cache.clear()
    assert sign_in(client)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_signing_in_leads_nowhere_else(with_password: User, wanted: str) -> None:
    told = {"login": "asha", "password": PHRASE, "next": wanted}
    assert Client().post("/sign-in/", told)["Location"] == "/"


def test_too_many_links_that_lead_nowhere_close_the_door(asha: User) -> None:
    client = Client()
    for number in range(MOST_TRIES):
        assert client.get(f"/sign-in/guess-{number}/").status_code == 410
    good = f"/sign-in/{sign_in_link(asha, at=now())}/"
    assert client.get(good).status_code == 410
    assert Client(REMOTE_ADDR="10.0.0.9").get(good).status_code == 200


def test_a_second_factor_is_asked_for(with_password: User) -> None:
    client = Client()
    sign_in(client)
    client.post("/identity/reauthenticate/", {"password": PHRASE})
    page = client.get("/identity/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/identity/2fa/totp/activate/", {"code": code})
    again = Client()
    assert not sign_in(again)
    assert again.get("/").status_code == 302
    again.post("/identity/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in again.session
    codes = RecoveryCodes.activate(with_password).get_unused_codes()
    again.post("/identity/2fa/authenticate/", {"code": codes[0]})
    assert "_auth_user_id" in again.session


def test_nobody_signs_up_without_an_invitation() -> None:
    told = {"username": "eve", "password1": PHRASE, "email": "eve@fairlead.example"}
    Client().post("/identity/signup/", told)
    assert not User.objects.filter(username="eve").exists()


def test_forms_of_other_sites_are_refused(asha: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(asha)
    assert client.post("/account/tokens/", {"name": "stolen"}).status_code == 403
    assert asha.tokens.count() == 0


def test_a_token_is_shown_once(asha: User) -> None:
    client = Client()
    client.force_login(asha)
    client.post("/account/tokens/", {"name": "ci", "scopes": ["read"]})
    page = client.get("/account/").content.decode()
    found = re.search(r"fl_[\w-]{30,}", page)
    assert found is not None
    assert found[0] not in client.get("/account/").content.decode()
    assert asha.tokens.get().scopes == "read"


def test_whoever_was_invited_can_set_a_first_password(asha: User) -> None:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=now())
    secret = invite(log, "cleo@fairlead.example", Role.EDITOR, by=asha, at=now())
    client = Client()
    client.post(f"/sign-in/{secret}/")
    new = "correct horse battery staple"
    client.post("/account/password/", {"new": new})
    assert User.objects.get(username="cleo@fairlead.example").check_password(new)


def test_coming_and_going_are_on_record_and_pages_are_not_kept(asha: User) -> None:
    asha.set_password("correct horse battery staple")
    asha.save()
    client = Client()
    told = {"login": "asha", "password": "correct horse battery staple"}
    client.post("/sign-in/", told)
    page = client.get("/")
    assert page["Cache-Control"] == "no-store"
    client.post("/sign-out/")
    assert "Cache-Control" not in client.get("/health/live")
    events = AccessEvent.objects.order_by("pk").values_list("what", "who")
    assert list(events) == [("signed in", "asha"), ("signed out", "asha")]


def test_ones_own_address_can_be_given_unless_another_has_it(asha: User, ben: User) -> None:
    client = Client()
    client.force_login(asha)
    for told, kept in (
        ("new@fairlead.example", "new@fairlead.example"),
        (ben.email, "new@fairlead.example"),
        ("no address", "new@fairlead.example"),
        ("", ""),
    ):
        client.post("/account/change/", {"name": "Asha", "email": told})
        asha.refresh_from_db()
        assert asha.email == kept
