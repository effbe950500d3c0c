"""`python -m fairlead.web COMMAND`: what `fairlead serve` and others hand over to."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 clean, 1 findings, 2 misuse."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairlead.web.settings")
    parser = argparse.ArgumentParser(prog="fairlead")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--bind", default="127.0.0.1")
    serve.add_argument("--threads", type=int, default=80)
    serve.add_argument("--no-worker", action="store_true")
    serve.add_argument("--examples", type=Path)
    serve.add_argument("--json", action="store_true")
    commands.add_parser("worker")
    verify = commands.add_parser("verify")
    verify.add_argument("--json", action="store_true")
    backup = commands.add_parser("backup")
    backup.add_argument("file", type=Path)
    backup.add_argument("--program")
    backup.add_argument("--json", action="store_true")
    restore = commands.add_parser("restore")
    restore.add_argument("file", type=Path)
    restore.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)

    import django  # slow import

    django.setup()
    if asked.command == "serve":
        from fairlead.web.serving import serve as run  # slow import

        return run(
            bind=asked.bind,
            port=asked.port,
            threads=asked.threads,
            worker=not asked.no_worker,
            examples=asked.examples,
            as_json=asked.json,
        )
    if asked.command == "worker":
        from fairlead.web.jobs.lanes import run as work  # slow import
        from fairlead.web.telling import tell_in_json  # slow import

        tell_in_json()
        work()
        return 0
    from fairlead.web import keeping  # slow import

    if asked.command == "verify":
        return keeping.verify_all(as_json=asked.json)
    if asked.command == "backup" and asked.program is not None:
        return keeping.backup_program(asked.file, asked.program, as_json=asked.json)
    if asked.command == "backup":
        return keeping.backup(asked.file, as_json=asked.json)
    return keeping.restore(asked.file, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
