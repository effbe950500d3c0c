"""The story of six weeks is run as it stands, like the tutorial."""

from pathlib import Path

from tests.docs.test_tutorial import commands, run_as_told, steps

STORY = Path(__file__).parents[2] / "docs" / "scope-story.md"


def test_the_story_runs_as_it_stands(tmp_path: Path) -> None:
    ran: list[str] = []
    for file, kind, text in steps(STORY.read_text(encoding="utf-8")):
        if file is not None:
            target = tmp_path / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        elif kind == "console":
            for command, expected in commands(text):
                run_as_told(command, expected, tmp_path)
                ran.append(command.split()[1])
    assert {"baseline", "request", "impact", "scope", "compare"} <= set(ran)
