"""How long it takes to read a schedule of another tool, in a process that starts cold.

Generates a Primavera XER of `--activities` (6,000: about 3 MB) with a seed, the same as Microsoft
Project XML, and measures, each in a process of its own: from the start of Python to a program.
`ratio` is the measured time by the limit; `split` is the time of reading by that of a bare split
of the text into cells, which no reader can do without and which tells how busy the machine was.
"""

from __future__ import annotations

import argparse
import json
import os
import random  # noqa: TID251 (seeded below; a bench makes its own file)
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

LIMITS = {"xer": 0.4, "mspdi": 2.0}
PROBE = """
import sys, time
begin = time.perf_counter()
from pathlib import Path
from fairlead.sources.open import read
loaded = time.perf_counter()
program = read(Path(sys.argv[1])).program
done = time.perf_counter()
assert "numpy" not in sys.modules, "reading needs no arrays"
print(len(program.tasks), len(program.milestones), loaded - begin, done - loaded)
"""
COLUMNS = {
    "PROJECT": "proj_id proj_short_name clndr_id plan_start_date last_recalc_date plan_end_date",
    "CALENDAR": "clndr_id clndr_name base_clndr_id day_hr_cnt week_hr_cnt clndr_data",
    "SCHEDOPTIONS": "schedoptions_id proj_id sched_float_type sched_retained_logic",
    "PROJWBS": "wbs_id proj_id seq_num proj_node_flag wbs_short_name wbs_name parent_wbs_id",
    "RSRC": "rsrc_id clndr_id rsrc_short_name rsrc_name rsrc_type def_qty_per_hr",
    "TASK": """task_id proj_id wbs_id clndr_id phys_complete_pct rev_fdbk_flag est_wt lock_plan_flag
        auto_compute_act_flag complete_pct_type task_type duration_type status_code task_code
        task_name rsrc_id total_float_hr_cnt free_float_hr_cnt remain_drtn_hr_cnt act_work_qty
        remain_work_qty target_work_qty target_drtn_hr_cnt target_equip_qty act_equip_qty
        remain_equip_qty cstr_date act_start_date act_end_date late_start_date late_end_date
        expect_end_date early_start_date early_end_date restart_date reend_date target_start_date
        target_end_date rem_late_start_date rem_late_end_date cstr_type priority_type suspend_date
        resume_date float_path float_path_order guid tmpl_guid cstr_date2 cstr_type2
        driving_path_flag create_date update_date create_user update_user""",
    "TASKPRED": """task_pred_id task_id pred_task_id proj_id pred_proj_id pred_type lag_hr_cnt
        float_path aref arls""",
    "TASKRSRC": """taskrsrc_id task_id proj_id rsrc_id remain_qty target_qty remain_qty_per_hr
        target_qty_per_hr act_ot_qty act_reg_qty""",
}


def calendar_text(exceptions: int) -> str:
    shifts = "(0||0(s|08:00|f|12:00)())(0||1(s|13:00|f|17:00)())"
    days = "".join(f"(0||{day}()({shifts if 2 <= day <= 6 else ''}))" for day in range(1, 8))
    off = "".join(f"(0||{n}(d|{42000 + 9 * n})())" for n in range(exceptions))
    view = "(0||VIEW(ShowTotal|N)())"
    return f"(0||CalendarData()((0||DaysOfWeek()({days})){view}(0||Exceptions()({off}))))"


def xer(activities: int, seed: int) -> str:
    """A project of that many activities in WBS nodes of thirty, two links and one person each."""
    draw = random.Random(seed)
    rows: dict[str, list[Mapping[str, object]]] = {name: [] for name in COLUMNS}
    rows["PROJECT"].append(
        {"proj_id": 1, "proj_short_name": "BENCH", "clndr_id": 1}
        | dict.fromkeys(("plan_start_date", "last_recalc_date"), "2026-01-05 08:00")
    )
    rows["SCHEDOPTIONS"].append({"schedoptions_id": 1, "proj_id": 1, "sched_float_type": "FT_FF"})
    rows["CALENDAR"] += [
        {"clndr_id": n, "clndr_name": f"Calendar {n}", "day_hr_cnt": 8, "week_hr_cnt": 40}
        | {"clndr_data": calendar_text(240)}
        for n in range(1, 6)
    ]
    rows["PROJWBS"].append(
        {"wbs_id": 1, "proj_id": 1, "proj_node_flag": "Y", "wbs_short_name": "BENCH"}
    )
    rows["RSRC"] += [
        {"rsrc_id": n, "clndr_id": 1, "rsrc_short_name": f"R{n}", "rsrc_name": f"Person {n}"}
        | {"rsrc_type": "RT_Labor", "def_qty_per_hr": 1}
        for n in range(1, 60)
    ]
    for n in range(activities):
        node = 2 + n // 30
        if n % 30 == 0:
            rows["PROJWBS"].append(
                {"wbs_id": node, "proj_id": 1, "seq_num": node, "proj_node_flag": "N"}
                | {"wbs_short_name": node, "wbs_name": f"Area {node}", "parent_wbs_id": 1}
            )
        hours = draw.choice((8, 16, 24, 40, 80, 120))
        at = f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02} 08:00"
        constrained = draw.random() < 0.25
        rows["TASK"].append(
            dict.fromkeys(COLUMNS["TASK"].split(), "0")
            | dict.fromkeys([c for c in COLUMNS["TASK"].split() if c.endswith("_date")], at)
            | dict.fromkeys(
                ("act_start_date", "act_end_date", "expect_end_date", "resume_date"), ""
            )
            | {"task_id": n, "proj_id": 1, "wbs_id": node, "clndr_id": draw.randint(1, 5)}
            | {"task_code": f"A{n:05}", "task_name": f"Activity {n} of the bench program"}
            | {"task_type": "TT_FinMile" if n % 50 == 49 else "TT_Task", "guid": f"{n:022x}"}
            | {"target_drtn_hr_cnt": hours, "remain_drtn_hr_cnt": hours, "suspend_date": ""}
            | {"cstr_type": "CS_MSOA" if constrained else "", "cstr_type2": ""}
            | {"status_code": "TK_NotStart", "complete_pct_type": "CP_Drtn"}
        )
        for back in {draw.randint(1, 40), draw.randint(1, 40)}:
            if back <= n:
                rows["TASKPRED"].append(
                    {"task_pred_id": len(rows["TASKPRED"]), "task_id": n, "pred_task_id": n - back}
                    | {
                        "proj_id": 1,
                        "pred_proj_id": 1,
                        "lag_hr_cnt": draw.choice((0, 0, 0, 16, -8)),
                    }
                    | {"pred_type": draw.choice(("PR_FS", "PR_FS", "PR_SS", "PR_FF"))}
                )
        rows["TASKRSRC"].append(
            {"taskrsrc_id": n, "task_id": n, "proj_id": 1, "rsrc_id": draw.randint(1, 59)}
            | dict.fromkeys(("remain_qty", "target_qty"), hours)
            | dict.fromkeys(("remain_qty_per_hr", "target_qty_per_hr"), 1)
        )
    lines = ["ERMHDR\t20.12\t2026-01-05\tProject\tbench\tbench\tdb\tProject Management\tUSD"]
    for name, columns in COLUMNS.items():
        titles = columns.split()
        lines += [f"%T\t{name}", "%F\t" + "\t".join(titles)]
        lines += ["%R\t" + "\t".join(str(row.get(t, "")) for t in titles) for row in rows[name]]
    return "\r\n".join([*lines, "%E", ""])


def measure(path: Path, repeats: int) -> dict[str, float]:
    """The best of some cold runs, as other work on the machine only ever adds to it."""
    best: dict[str, float] = {}
    # Compiled once, as an installed package is: cold is the process, not the code.
    compiled = {"PYTHONPYCACHEPREFIX": str(path.parent / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    for _ in range(repeats):
        begin = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-c", PROBE, str(path)],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | compiled,
        )
        wall = time.perf_counter() - begin
        tasks, milestones, imports, reading = map(float, ran.stdout.split())
        if not best or wall < best["wall"]:
            best = {"wall": wall, "imports": imports, "read": reading}
        best["tasks"] = tasks + milestones
    return best


def bare_split(path: Path) -> float:
    """Seconds that it takes to cut an XER text into its cells."""
    text = path.read_text(encoding="cp1252")
    begin = time.perf_counter()
    cells = [line.split("\t") for line in text.split("\n")]
    assert cells
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--activities", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "bench.xer"
        source.write_text(xer(options.activities, options.seed), encoding="cp1252", newline="")
        target = Path(folder) / "bench.xml"
        from fairlead.sources.mspdi.write import write_mspdi
        from fairlead.sources.open import read

        program = read(source).program
        assert program is not None
        write_mspdi(program, target)
        for kind, path in (("xer", source), ("mspdi", target)):
            megabytes = path.stat().st_size / 1e6
            found = measure(path, options.repeats)
            results[kind] = found | {"megabytes": megabytes, "limit": LIMITS[kind]}
            results[kind]["ratio"] = found["wall"] / LIMITS[kind]
            results[kind]["split"] = found["read"] / min(bare_split(source) for _ in range(3))
    if options.json:
        print(json.dumps({"activities": options.activities, "formats": results}, indent=2))
        return
    print(
        f"{'format':<8}{'MB':>7}{'rows':>8}{'imports s':>11}{'read s':>9}{'wall s':>9}{'ratio':>8}"
    )
    for kind, found in results.items():
        print(
            f"{kind:<8}{found['megabytes']:>7.1f}{found['tasks']:>8.0f}{found['imports']:>11.3f}"
            f"{found['read']:>9.3f}{found['wall']:>9.3f}{found['ratio']:>8.2f}"
            f"{found['split']:>8.1f}"
        )


if __name__ == "__main__":
    main()
