"""An ERP rollout: a core, built once, and eight countries that take it over in four waves."""

from __future__ import annotations

from datetime import date

import erp_around as around
from drafting import Outline, days, money
from erp_around import COUNTRIES, STREAMS

from fairlead.program.goals import Requirement
from fairlead.program.noun import Table
from fairlead.program.program import Program
from fairlead.program.quantities import Chance
from fairlead.program.scheduling import Scheduling

__all__ = ["draft"]

_INTERFACES = (
    ("banks", "Banks", "finance"),
    ("tax-engine", "Tax engine", "finance"),
    ("e-invoice", "Electronic invoices", "finance"),
    ("payroll", "Payroll bureaus", "people"),
    ("crm", "Customer relations", "sales"),
    ("web-shop", "Web shop", "sales"),
    ("mes", "Plant control", "making"),
    ("wms", "Automatic warehouse", "stock"),
    ("customs", "Customs declarations", "stock"),
    ("analytics", "Data warehouse", "finance"),
)
_ENVIRONMENTS = (
    ("sandbox", "Sandbox"),
    ("build", "Build system"),
    ("trial", "Test system"),
    ("training", "Training system"),
    ("live", "Live system"),
)
_OBJECTS = (
    ("customers", "Customers"),
    ("suppliers", "Suppliers"),
    ("materials", "Materials"),
    ("recipes", "Bills of material"),
    ("open-items", "Open items"),
    ("assets", "Assets"),
)
_REPORTS = (
    ("finance", ("Balance by company", "Cash position", "Overdue receivables", "Close progress")),
    ("buying", ("Spend by supplier", "Late deliveries", "Contract use")),
    ("sales", ("Order intake", "Margin by customer", "Price exceptions", "Backlog")),
    ("making", ("Output by shift", "Scrap", "Plan against actual")),
    ("stock", ("Stock by age", "Turnover", "Count differences")),
    ("quality", ("Complaints", "Inspection results", "Supplier quality")),
    ("people", ("Hours by project", "Overtime")),
)
_GO_LIVE = {  # what the board was promised
    1: date(2026, 3, 9),
    2: date(2026, 6, 8),
    3: date(2026, 8, 24),
    4: date(2026, 11, 16),
}


def draft() -> Program:
    """The program as it would be told at its start: no progress yet."""
    o = Outline(seed=5)
    _foundations(o)
    _core(o)
    _proof(o)
    gates = ["core-agreed", "core-accepted"]
    for wave in sorted({country.wave for country in COUNTRIES.values()}):
        gates.append(_wave(o, wave, opened=gates[-2], before=gates[-1]))
    _ending(o, gates[-1])
    return Program(
        id="erp-rollout",
        title="One ERP for eight countries",
        description="Eleven old systems give way to one. A common core is built once in Munich; "
        "eight countries add their law, language and data, and go live in four waves.",
        type="erp",
        timezone="Europe/Berlin",
        start=date(2025, 6, 2),
        as_of=date(2026, 3, 30),
        currency="EUR",
        budget=money(6_800_000),
        scheduling=Scheduling(calendar="munich"),
        calendars=around.calendars(),
        teams=around.teams(),
        people=around.people(),
        stakeholders=around.stakeholders(),
        goals=around.goals(),
        components=around.components(_INTERFACES),
        requirements=_requirements(),
        tasks=Table(o.tasks),
        milestones=Table(o.milestones),
        risks=around.risks(),
        decisions=around.decisions(),
        reviews=around.reviews(),
    )


def _foundations(o: Outline) -> None:
    o.phase("mobilise", "Mobilise", requirement="one-core")
    o.work(
        "charter",
        "Charter, scope and rules of the core",
        6,
        parent="mobilise",
        team="change",
        skill=("change",),
        kind="analysis",
    )
    o.work(
        "old-systems",
        "List the eleven old systems and who uses them",
        8,
        parent="mobilise",
        team="integration",
        skill=("code",),
        kind="analysis",
    )
    o.wait(
        "contract",
        "Licence contract is signed",
        days(15, 25),
        parent="mobilise",
        needs=["charter"],
        owner="cfo",
        team="platform",
    )
    o.gate(
        "mobilised",
        "Ready to begin",
        needs=["charter", "old-systems", "contract"],
        due=date(2025, 7, 18),
        confidence=Chance(0.8),
        goal="one-way",
    )
    o.phase("systems", "Systems", component="platform", requirement="safe-access")
    for key, title in _ENVIRONMENTS:
        phase = o.phase(f"env-{key}", title, parent="systems")
        first = o.work(
            f"env-{key}-provide",
            f"{title}: provide",
            4,
            parent=phase,
            needs=["mobilised"],
            team="platform",
            skill=("infra",),
            kind="infrastructure",
        )
        hard = o.work(
            f"env-{key}-harden",
            f"{title}: harden",
            3,
            parent=phase,
            needs=[first],
            team="platform",
            skill=("infra",),
            kind="infrastructure",
        )
        login = o.work(
            f"env-{key}-login",
            f"{title}: single sign-on",
            2,
            parent=phase,
            needs=[first],
            team="security",
            skill=("access",),
            kind="infrastructure",
        )
        o.work(
            f"env-{key}-backup",
            f"{title}: backup and restore",
            2,
            parent=phase,
            needs=[hard, login],
            team="platform",
            skill=("infra",),
            kind="test",
        )


def _core(o: Outline) -> None:
    o.phase("core", "Common core")
    agreed: list[str] = []
    for stream, (title, _, processes) in STREAMS.items():
        top = o.phase(f"core-{stream}", title, parent="core", component=stream)
        for key, name in processes:
            agreed.append(_process(o, top, stream, key, name))
        o.work(
            f"roles-{stream}",
            f"{title}: roles",
            3,
            parent=top,
            needs=[f"{key}-gaps" for key, _ in processes],
            team="security",
            skill=("access",),
            kind="design",
            requirement="safe-access",
        )
        o.work(
            f"roles-{stream}-check",
            f"{title}: duties kept apart",
            2,
            parent=top,
            needs=[f"roles-{stream}"],
            team="security",
            skill=("access",),
            kind="test",
            requirement="safe-access",
        )
    o.gate(
        "core-agreed",
        "Design of the core agreed",
        needs=agreed,
        due=date(2025, 10, 10),
        confidence=Chance(0.8),
        goal="one-way",
    )
    _interfaces(o)
    _loads(o)
    _reports(o)


def _process(o: Outline, parent: str, stream: str, key: str, name: str) -> str:
    """A process from workshop to description; returns the task by which it is agreed."""
    inner = o.phase(key, name, parent=parent, requirement=f"core-{key}")
    workshop = o.work(
        f"{key}-workshop",
        f"{name}: workshops",
        5,
        parent=inner,
        needs=["mobilised"],
        team=stream,
        skill=(stream,),
        kind="analysis",
    )
    gaps = o.work(
        f"{key}-gaps",
        f"{name}: decide the gaps",
        3,
        parent=inner,
        needs=[workshop],
        team=stream,
        skill=(stream,),
        kind="design",
    )
    settings = o.work(
        f"{key}-configure",
        f"{name}: configure",
        10,
        parent=inner,
        needs=[gaps, "env-build-harden"],
        team=stream,
        skill=(stream,),
        kind="build",
    )
    extend = o.work(
        f"{key}-extend",
        f"{name}: extensions",
        11,
        parent=inner,
        needs=[gaps, "env-build-harden"],
        team="integration",
        skill=("code",),
        kind="build",
    )
    trial = o.work(
        f"{key}-trial",
        f"{name}: try out",
        4,
        parent=inner,
        needs=[settings, extend],
        team=stream,
        skill=(stream,),
        kind="test",
    )
    o.work(
        f"{key}-describe",
        f"{name}: work instructions",
        3,
        parent=inner,
        needs=[trial],
        team="change",
        skill=("change",),
        kind="documentation",
    )
    return gaps


def _interfaces(o: Outline) -> None:
    o.phase("interfaces", "Interfaces", parent="core", requirement="connected")
    for key, name, stream in _INTERFACES:
        inner = o.phase(f"if-{key}", name, parent="interfaces", component=f"if-{key}")
        spec = o.work(
            f"if-{key}-spec",
            f"{name}: specify with {STREAMS[stream][0]}",
            3,
            parent=inner,
            needs=["mobilised"],
            team="integration",
            skill=("code",),
            kind="design",
        )
        partner = o.wait(
            f"if-{key}-partner",
            f"{name}: partner opens a test system",
            days(10, 30),
            parent=inner,
            needs=[spec],
            owner="integration",
        )
        made = o.work(
            f"if-{key}-build",
            f"{name}: build",
            9,
            parent=inner,
            needs=[spec, "env-build-harden"],
            team="integration",
            skill=("code",),
            kind="build",
        )
        o.work(
            f"if-{key}-test",
            f"{name}: test with the partner",
            4,
            parent=inner,
            needs=[partner, made, "env-trial-harden"],
            team="testing",
            skill=("test",),
            kind="test",
        )


def _loads(o: Outline) -> None:
    o.phase(
        "loads", "Loading of data", parent="core", component="migration", requirement="clean-data"
    )
    for key, name in _OBJECTS:
        rules = o.work(
            f"load-{key}-rules",
            f"{name}: rules of a clean record",
            4,
            parent="loads",
            needs=["mobilised"],
            team="data",
            skill=("data",),
            kind="design",
        )
        taken = o.work(
            f"load-{key}-extract",
            f"{name}: read from the old systems",
            6,
            parent="loads",
            needs=[rules, "old-systems"],
            team="data",
            skill=("data",),
            kind="build",
        )
        put = o.work(
            f"load-{key}-write",
            f"{name}: write into the core",
            6,
            parent="loads",
            needs=[rules, "core-agreed"],
            team="data",
            skill=("data",),
            kind="build",
        )
        o.work(
            f"load-{key}-trial",
            f"{name}: trial with one plant",
            3,
            parent="loads",
            needs=[taken, put, "env-trial-harden"],
            team="data",
            skill=("data",),
            kind="test",
        )


def _reports(o: Outline) -> None:
    o.phase("reports", "Reports", parent="core", component="if-analytics", requirement="one-truth")
    for stream, titles in _REPORTS:
        for title in titles:
            key = f"report-{title.lower().replace(' ', '-')}"
            wanted = o.work(
                f"{key}-define",
                f"{title}: define",
                1.5,
                parent="reports",
                needs=["core-agreed"],
                team=stream,
                skill=(stream,),
                kind="design",
            )
            made = o.work(
                f"{key}-build",
                f"{title}: build",
                4,
                parent="reports",
                needs=[wanted, "if-analytics-build"],
                team="integration",
                skill=("code",),
                kind="build",
            )
            o.work(
                f"{key}-accept",
                f"{title}: accept",
                1,
                parent="reports",
                needs=[made],
                team=stream,
                skill=(stream,),
                kind="test",
            )


def _proof(o: Outline) -> None:
    o.phase("proof", "Proof of the core", requirement="one-core", component="platform")
    before = "core-agreed"
    for cycle in (1, 2, 3):
        runs = []
        for stream, (title, _, processes) in STREAMS.items():
            ready = [f"{key}-trial" for key, _ in processes] if cycle == 1 else []
            if cycle == 2:
                ready = [f"if-{key}-test" for key, _, of in _INTERFACES if of == stream]
            if cycle == 3:
                ready = [f"roles-{stream}-check"]
            runs.append(
                o.work(
                    f"cycle-{cycle}-{stream}",
                    f"Test cycle {cycle}: {title}",
                    3,
                    parent="proof",
                    needs=[*ready, before],
                    team="testing",
                    skill=("test",),
                    kind="test",
                )
            )
        before = o.work(
            f"cycle-{cycle}-fix",
            f"Fix what cycle {cycle} found",
            7 - 2 * cycle + 3,
            parent="proof",
            needs=runs,
            team="integration",
            skill=("code",),
            kind="build",
        )
    described = [f"{key}-describe" for _, _, processes in STREAMS.values() for key, _ in processes]
    loaded = [f"load-{key}-trial" for key, _ in _OBJECTS]
    reported = [key for key in o.tasks if key.startswith("report-") and key.endswith("-accept")]
    backed = [f"env-{key}-backup" for key, _ in _ENVIRONMENTS]
    o.gate(
        "core-accepted",
        "Core accepted by the process owners",
        needs=[before, *described, *loaded, *reported, *backed],
        due=date(2026, 1, 30),
        confidence=Chance(0.8),
        goal="one-way",
        owner="process-board",
    )


def _wave(o: Outline, wave: int, *, opened: str, before: str) -> str:
    """A wave prepares from the gate `opened` on, and is tested and loaded after `before`."""
    members = {key: country for key, country in COUNTRIES.items() if country.wave == wave}
    top = o.phase(f"wave-{wave}", f"Wave {wave}: {', '.join(c.title for c in members.values())}")
    live = [
        _country(o, top, key, title=country.title, opened=opened, before=before)
        for key, country in members.items()
    ]
    return o.gate(
        f"wave-{wave}-live",
        f"Wave {wave} live",
        needs=live,
        due=_GO_LIVE[wave],
        confidence=Chance(0.8),
        goal="off-old" if wave == 4 else "one-way",
        owner="process-board",
    )


def _country(o: Outline, parent: str, key: str, *, title: str, opened: str, before: str) -> str:
    """Everything that a country adds; returns its first day with the new system."""
    top = o.phase(key, title, parent=parent)
    law = _law(o, top, key, title, opened)
    words = _language(o, top, key, title, opened)
    impact = _impact(o, top, key, title, opened)
    loaded = _data(o, top, key, title=title, opened=opened, before=before)
    accepted = _acceptance(o, top, key, title, [*law, *words, before])
    trained = _training(o, top, key, title, [*words, *impact, before])
    inner = o.phase(
        f"{key}-cutover",
        f"{title}: cut-over",
        parent=top,
        component="migration",
        requirement="no-stop",
    )
    script = o.work(
        f"{key}-script",
        f"{title}: script of the cut-over",
        4,
        parent=inner,
        needs=[before],
        team=key,
        skill=("local",),
        kind="documentation",
    )
    rehearsal = o.work(
        f"{key}-rehearsal",
        f"{title}: rehearse the cut-over",
        3,
        parent=inner,
        needs=[script, *loaded, *accepted],
        team="data",
        skill=("data",),
        kind="test",
    )
    access = o.work(
        f"{key}-access",
        f"{title}: give everybody their role",
        3,
        parent=inner,
        needs=[before, *trained],
        team="security",
        skill=("access",),
        kind="infrastructure",
        requirement="safe-access",
    )
    freeze = o.wait(
        f"{key}-freeze",
        f"{title}: old systems frozen",
        days(2),
        parent=inner,
        needs=[rehearsal, access],
        owner=key,
        team=key,
    )
    switch = o.wait(
        f"{key}-switch",
        f"{title}: load and switch",
        days(1),
        parent=inner,
        needs=[freeze],
        owner=key,
        calendar="weekends",
    )
    o.wait(
        f"{key}-first-close",
        f"{title}: first close with support",
        days(20),
        parent=inner,
        needs=[switch],
        owner=key,
        team=key,
    )
    o.work(
        f"{key}-support",
        f"{title}: support on the floor",
        8,
        parent=inner,
        needs=[switch],
        team=key,
        skill=("local",),
        kind="support",
    )
    return switch


def _law(o: Outline, parent: str, key: str, title: str, opened: str) -> list[str]:
    inner = o.phase(
        f"{key}-law", f"{title}: law", parent=parent, component="finance", requirement=f"law-{key}"
    )
    rules = o.work(
        f"{key}-rules",
        f"{title}: what the law asks",
        8,
        parent=inner,
        needs=[opened],
        team=key,
        skill=("local",),
        kind="analysis",
    )
    return [
        o.work(
            f"{key}-{part}",
            f"{title}: {name}",
            effort,
            parent=inner,
            needs=[rules],
            team=team,
            skill=(skill,),
            kind="build",
        )
        for part, name, effort, team, skill in (
            ("accounts", "chart of accounts", 5, key, "local"),
            ("tax", "taxes", 9, key, "local"),
            ("invoices", "electronic invoices", 9, "integration", "code"),
            ("statements", "statutory reports", 8, key, "local"),
            ("payments", "bank formats", 6, "integration", "code"),
        )
    ]


def _language(o: Outline, parent: str, key: str, title: str, opened: str) -> list[str]:
    language = COUNTRIES[key].language
    inner = o.phase(
        f"{key}-words",
        f"{title}: {language}",
        parent=parent,
        component="platform",
        requirement="own-language",
    )
    terms = o.work(
        f"{key}-terms",
        f"{language}: agree on the terms",
        3,
        parent=inner,
        needs=[opened],
        team=key,
        skill=("local",),
        kind="localization",
    )
    return [
        o.work(
            f"{key}-{part}",
            f"{title}: {name} in {language}",
            effort,
            parent=inner,
            needs=[terms],
            team=key,
            skill=("local",),
            kind="localization",
        )
        for part, name, effort in (
            ("screens", "screens", 7),
            ("papers", "invoices and labels", 5),
            ("lessons", "lessons", 9),
        )
    ]


def _impact(o: Outline, parent: str, key: str, title: str, opened: str) -> list[str]:
    inner = o.phase(
        f"{key}-impact",
        f"{title}: what changes",
        parent=parent,
        component="platform",
        requirement="own-language",
    )
    return [
        o.work(
            f"{key}-impact-{stream}",
            f"{title}: what changes for {name.lower()}",
            1.5,
            parent=inner,
            needs=[opened],
            team=key,
            skill=("local",),
            kind="analysis",
        )
        for stream, (name, _, _) in STREAMS.items()
    ]


def _data(o: Outline, parent: str, key: str, *, title: str, opened: str, before: str) -> list[str]:
    inner = o.phase(
        f"{key}-data",
        f"{title}: data",
        parent=parent,
        component="migration",
        requirement="clean-data",
    )
    checked: list[str] = []
    for thing, name in _OBJECTS:
        clean = o.work(
            f"{key}-{thing}-clean",
            f"{title}: clean up {name.lower()}",
            6,
            parent=inner,
            needs=[f"load-{thing}-rules", opened],
            team=key,
            skill=("local",),
            kind="data",
        )
        load = o.work(
            f"{key}-{thing}-load",
            f"{title}: trial load of {name.lower()}",
            2,
            parent=inner,
            needs=[clean, f"load-{thing}-trial", before],
            team="data",
            skill=("data",),
            kind="data",
        )
        checked.append(
            o.work(
                f"{key}-{thing}-check",
                f"{title}: check {name.lower()}",
                1.5,
                parent=inner,
                needs=[load],
                team=key,
                skill=("local",),
                kind="test",
            )
        )
    return checked


def _acceptance(o: Outline, parent: str, key: str, title: str, needs: list[str]) -> list[str]:
    inner = o.phase(f"{key}-accept", f"{title}: acceptance", parent=parent)
    return [
        o.work(
            f"{key}-{process}-accept",
            f"{title}: {name}",
            1.5,
            parent=inner,
            needs=needs,
            team=key,
            skill=("local",),
            kind="test",
            component=stream,
            requirement=f"core-{process}",
        )
        for stream, (_, _, processes) in STREAMS.items()
        for process, name in processes
    ]


def _training(o: Outline, parent: str, key: str, title: str, needs: list[str]) -> list[str]:
    inner = o.phase(
        f"{key}-training",
        f"{title}: training",
        parent=parent,
        component="platform",
        requirement="own-language",
    )
    return [
        o.work(
            f"{key}-train-{stream}",
            f"{title}: train {name.lower()}",
            1.5,
            parent=inner,
            needs=needs,
            team="change",
            skill=("change",),
            kind="training",
        )
        for stream, (name, _, _) in STREAMS.items()
    ]


def _ending(o: Outline, last: str) -> None:
    o.phase("ending", "End of the old systems", component="platform", requirement="off")
    closes = [f"{key}-first-close" for key in COUNTRIES]
    floors = [f"{key}-support" for key in COUNTRIES]
    archive = o.work(
        "archive",
        "Archive eleven old systems for ten years",
        12,
        parent="ending",
        needs=[last, *closes],
        team="data",
        skill=("data",),
    )
    off = o.work(
        "switch-off",
        "Switch the old systems off",
        5,
        parent="ending",
        needs=[archive],
        team="platform",
        skill=("infra",),
    )
    handover = o.work(
        "hand-over",
        "Hand over to the service desk",
        6,
        parent="ending",
        needs=[last, *floors],
        team="change",
        skill=("change",),
    )
    o.gate(
        "old-off",
        "Old systems switched off",
        needs=[off, handover],
        due=date(2026, 12, 18),
        confidence=Chance(0.9),
        goal="off-old",
        owner="cfo",
    )


def _requirements() -> Table[Requirement]:
    rows: dict[str, Requirement] = {}
    for stream, _, processes in STREAMS.values():
        for key, name in processes:
            rows[f"core-{key}"] = Requirement(
                title=f"{name} work the same way in every country ({stream})",
                goal="one-way",
                priority="must",
                status="agreed",
                source="process-board",
                accept=(f"Each country runs {name.lower()} from end to end in its acceptance",),
            )
    for key, country in COUNTRIES.items():
        rows[f"law-{key}"] = Requirement(
            title=f"What the law of {country.title} asks",
            goal="one-way",
            priority="must",
            status="agreed",
            source="auditor",
            accept=(f"The auditor in {country.city} signs the first close",),
        )
    plain = (
        (
            "one-core",
            "One core: no country changes it",
            "one-way",
            "must",
            "process-board",
            ("No change of the core between acceptance and wave 4",),
        ),
        (
            "safe-access",
            "Nobody can both order and pay",
            "one-way",
            "must",
            "auditor",
            ("The check of duties finds nobody",),
        ),
        (
            "connected",
            "Nothing is typed in twice",
            "one-way",
            "must",
            "process-board",
            ("Each interface runs a week without a manual step",),
        ),
        (
            "clean-data",
            "Data is right before it is loaded",
            "fast-close",
            "must",
            "process-board",
            ("Fewer than 2 in 1,000 records are refused",),
        ),
        (
            "one-truth",
            "The same figure in every report",
            "fast-close",
            "should",
            "cfo",
            ("Group and country reports agree to the cent",),
        ),
        (
            "own-language",
            "Everybody works in their own language",
            "one-way",
            "must",
            "works-council",
            ("No screen, paper or lesson in another",),
        ),
        (
            "no-stop",
            "No plant stops for the change",
            "one-way",
            "must",
            "plants",
            ("A cut-over takes one weekend",),
        ),
        (
            "off",
            "The old systems are switched off",
            "off-old",
            "must",
            "cfo",
            ("No licence is paid after December 2026",),
        ),
        ("mobile-approvals", "Approve on the phone", "fast-close", "could", "cfo", ()),
    )
    for key, title, goal, priority, source, accept in plain:
        rows[key] = Requirement(
            title=title,
            goal=goal,
            priority=priority,
            status="agreed" if accept else "proposed",
            source=source,
            accept=accept,
        )  # type: ignore[arg-type]
    return Table(rows)
