import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
SCRIPT = "tests.web.log.editor"


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    told = {**os.environ, "FAIRLEAD_HOME": str(tmp_path)}
    path = os.pathsep.join([str(ROOT), *filter(None, [told.get("PYTHONPATH")])])
    told["PYTHONPATH"] = path
    command = [sys.executable, "-m", SCRIPT, "edit"]
    acknowledged = 0
    with subprocess.Popen(command, env=told, stdout=subprocess.PIPE, text=True) as editor:
        assert editor.stdout is not None
        for line in editor.stdout:
            acknowledged = int(line)
            if acknowledged == 25:
                editor.kill()
    proved = subprocess.run(
        [sys.executable, "-m", SCRIPT, "prove"],
        env=told,
        capture_output=True,
        text=True,
        check=True,
    )
    entries, head, wrong = map(int, proved.stdout.split())
    assert entries == head >= acknowledged >= 25
    assert wrong == 0
