import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from fairlead.web.jobs.kinds import KINDS
from fairlead.web.jobs.queue import (
    ASKED,
    MOST_ATTEMPTS,
    PATIENT,
    PROMPT,
    claim,
    done,
    failed,
    put,
    renew,
    waiting,
)
from fairlead.web.jobs.studies import ask_for_study, study_of
from fairlead.web.jobs.worker import work_once
from fairlead.web.models import IssuedForecast, Job, ProgramLog
from fairlead.web.versions import plan_of
from tests.web.conftest import NOW
from tests.web.log.sample import new_log

pytestmark = pytest.mark.django_db


def test_jobs_are_taken_in_their_order() -> None:
    first, second = put("study", at=NOW, subject="a"), put("study", at=NOW, subject="b")
    assert [claim("w", at=NOW), claim("w", at=NOW)] == [first, second]
    assert claim("w", at=NOW) is None


def test_a_job_about_what_waits_already_takes_its_place() -> None:
    put("study", at=NOW, subject="a", argument={"number": 1})
    put("study", at=NOW, subject="a", argument={"number": 2})
    assert [job.argument for job in Job.objects.all()] == ['{"number":2}']


def test_a_job_of_a_transaction_that_fails_is_not_there() -> None:
    with transaction.atomic():
        put("study", at=NOW)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_that_fails_is_tried_again_later_and_given_up_at_last() -> None:
    put("study", at=NOW)
    at = NOW
    for attempt in range(1, MOST_ATTEMPTS + 1):
        job = claim("w", at=at)
        assert job is not None
        failed(job, "no luck", at=at)
        assert claim("w", at=at) is None
        at += timedelta(seconds=2**attempt)
    assert (Job.objects.get().state, Job.objects.get().trouble) == ("failed", "no luck")


def test_the_job_of_a_worker_that_was_killed_is_taken_over() -> None:
    put("study", at=NOW)
    gone = claim("killed", at=NOW)
    assert gone is not None
    assert claim("w", at=NOW + timedelta(seconds=39)) is None
    renew("killed", at=NOW + timedelta(seconds=30))  # it still lives
    assert claim("w", at=NOW + timedelta(seconds=69)) is None
    mine = claim("w", at=NOW + timedelta(seconds=71))
    assert mine is not None
    done(gone, at=NOW)  # it comes back, and has nothing to say any more
    assert Job.objects.get().state == "claimed"
    done(mine, at=NOW)
    assert Job.objects.get().state == "done"


def test_what_a_job_raises_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(job: Job) -> None:
        raise ValueError(f"{job.kind} fell")

    monkeypatch.setattr("fairlead.web.jobs.worker.KINDS", {**KINDS, "fall": fall})
    put("fall", at=NOW)
    assert work_once("w")
    assert "ValueError: fall fell" in Job.objects.get().trouble


def test_a_study_is_quick_first_and_then_thorough() -> None:
    log = new_log()
    ask_for_study(log, at=NOW)
    assert waiting(log, "study") is not None
    plan = plan_of(log, log.head)
    assert study_of(log, plan.fingerprint) is None
    assert work_once("w")
    first = study_of(log, plan.fingerprint)
    assert first is not None
    assert not first[1].thorough
    while work_once("w"):
        pass
    second = study_of(log, plan.fingerprint)
    assert second is not None
    assert second[1].thorough
    assert second[1].forecast.trials > first[1].forecast.trials


def test_a_thorough_study_of_an_old_version_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    log = new_log()
    Job.objects.all().delete()
    put("study", at=NOW, log=log, subject="thorough", argument={"thorough": True}, rank=PATIENT)
    job = claim("w", at=NOW)
    assert job is not None

    def somebody_edits(*_: object) -> None:
        ProgramLog.objects.filter(pk=log.pk, head=1).update(head=2)

    monkeypatch.setattr("fairlead.web.jobs.studies.told", somebody_edits)
    KINDS["study"](job)
    assert not IssuedForecast.objects.exists()


def test_each_rank_has_a_lane() -> None:
    put("study", at=NOW, subject="long", rank=ASKED)
    put("study", at=NOW, subject="soon", rank=PROMPT)
    put("study", at=NOW, subject="some time", rank=PATIENT)
    taken = [claim("w", at=NOW, rank=rank) for rank in (PATIENT, ASKED, PROMPT)]
    assert [job and job.subject for job in taken] == ["some time", "long", "soon"]
    assert claim("w", at=NOW, rank=ASKED) is None


def test_what_was_studied_is_not_studied_again() -> None:
    log = new_log()
    ask_for_study(log, at=NOW)
    while work_once("w"):
        pass
    studied = IssuedForecast.objects.count()
    ask_for_study(log, at=NOW)
    while work_once("w"):
        pass
    assert IssuedForecast.objects.count() == studied


@pytest.mark.django_db(transaction=True)
def test_no_job_is_taken_twice() -> None:
    for number in range(40):
        put("study", at=NOW, subject=str(number))
    taken: list[int] = []

    def take(name: str) -> None:
        while (job := claim(name, at=NOW)) is not None:
            taken.append(job.pk)
        connection.close()

    threads = [threading.Thread(target=take, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 40
