"""The interface keeps to its own description: calls drawn from it by Schemathesis."""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from fairlead.web.access.letting_in import digest, give_role
from fairlead.web.models import ApiToken, Role, User
from fairlead.web.wsgi import application
from tests.web.conftest import NOW
from tests.web.log.sample import new_log

described = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.fixture
def caller(asha: User) -> dict[str, str]:
    log = new_log()
    give_role(log, asha, Role.OWNER, at=NOW)
    ApiToken.objects.create(
        user=asha,
        name="drawn",
        digest=digest("fl_drawn"),
        scopes="read write",
        created=NOW,
        expires=NOW + timedelta(days=3650),
    )
    return {"Authorization": "Bearer fl_drawn"}


@pytest.mark.django_db(transaction=True)
@described.parametrize()
@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_no_call_breaks_it(case: Any, caller: dict[str, str]) -> None:
    case.path_parameters = {
        **(case.path_parameters or {}),
        "key": "checkout",
        "section": "tasks",
        "row": "api",
    }
    case.headers = {**(case.headers or {}), **caller}
    answer = case.call()
    assert answer.status_code < 500
    case.validate_response(
        answer,
        checks=(schemathesis.checks.not_a_server_error,),
    )
