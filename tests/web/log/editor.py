"""A process that edits a program until it is killed, telling every entry that was acknowledged."""

import os
import sys
from itertools import count

os.environ["DJANGO_SETTINGS_MODULE"] = "fairlead.web.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (after set-up)

from fairlead.web.log.append import append  # noqa: E402 (after set-up)
from fairlead.web.log.outcome import Appended  # noqa: E402 (after set-up)
from fairlead.web.log.shelf import program_at  # noqa: E402 (after set-up)
from fairlead.web.log.verify import verify  # noqa: E402 (after set-up)
from fairlead.web.models import LogEntry, ProgramLog  # noqa: E402 (after set-up)
from tests.web.log.sample import after, changed, new_log  # noqa: E402 (after set-up)


def edit() -> None:
    """Edit for ever."""
    call_command("migrate", verbosity=0)
    log = new_log()
    for step in count(1):
        here = program_at(log, log.head)
        made = append(log, changed(here, "api", priority=step), base=log.head, at=after(step))
        assert isinstance(made, Appended)
        sys.stdout.write(f"{made.number}\n")
        sys.stdout.flush()


def prove() -> None:
    """Tell the newest entry, and everything that is wrong with the log."""
    log = ProgramLog.objects.get()
    sys.stdout.write(f"{LogEntry.objects.count()} {log.head} {len(verify(log))}\n")


{"edit": edit, "prove": prove}[sys.argv[1]]()
