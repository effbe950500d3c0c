"""A data-center move: eighteen systems leave Amsterdam for Frankfurt in six waves at weekends."""

from __future__ import annotations

from datetime import date

from drafting import Outline, days, money, office, person, price, risk

from fairlead.program.calendars import Calendar, CalendarException, DateRange
from fairlead.program.decisions import Decision, Option, Review
from fairlead.program.goals import Component, Goal, Requirement
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person, Stakeholder, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, Span
from fairlead.program.risks import Risk
from fairlead.program.scheduling import Scheduling

__all__ = ["draft"]

_WAVES = (
    (
        "pilots",
        (
            ("wiki", "Wiki", "app"),
            ("print", "Print services", "app"),
            ("lab", "Test lab", "virtual"),
        ),
    ),
    (
        "office",
        (
            ("intranet", "Intranet", "app"),
            ("clock", "Time recording", "db"),
            ("tickets", "Ticketing", "app"),
        ),
    ),
    (
        "files",
        (
            ("shares", "File shares", "storage"),
            ("mail", "Mail relay", "app"),
            ("archive", "Document archive", "storage"),
        ),
    ),
    (
        "customers",
        (
            ("warehouse-data", "Data warehouse", "db"),
            ("portal", "Customer portal", "app"),
            ("shop", "Web shop", "app"),
        ),
    ),
    (
        "plants",
        (
            ("stock", "Warehouse control", "db"),
            ("planning", "Production planning", "db"),
            ("labels", "Label printing", "app"),
        ),
    ),
    (
        "money",
        (("erp", "ERP", "db"), ("payroll", "Payroll", "db"), ("treasury", "Treasury", "app")),
    ),
)
"""Waves with their systems: id, name, and the skill that a move of it takes most."""

_WEIGHT = {"erp": 2.2, "warehouse-data": 1.8, "shop": 1.5, "shares": 1.5, "stock": 1.4, "lab": 0.7}
_DUE = {  # promised by the steering committee in October, before the survey was done
    "pilots": date(2026, 6, 5),
    "office": date(2026, 7, 24),
    "files": date(2026, 7, 31),
    "customers": date(2026, 9, 11),
    "plants": date(2026, 9, 18),
    "money": date(2026, 10, 30),
}
_OLD = {
    "clock": ("Windows Server 2016", date(2027, 1, 12)),
    "tickets": ("Java 8", date(2026, 11, 30)),
    "planning": ("Oracle 19", date(2029, 12, 31)),
    "labels": ("Windows Server 2012 R2", date(2026, 10, 13)),
}
_CONSUMERS = {
    "wiki": ("intranet",),
    "shares": ("archive", "warehouse-data"),
    "mail": ("tickets", "shop", "payroll"),
    "stock": ("shop", "labels", "erp"),
    "planning": ("stock", "erp"),
    "erp": ("shop", "portal", "treasury", "warehouse-data"),
    "network": ("storage", "virtual"),
    "storage": ("virtual", "backup"),
}


def draft() -> Program:
    """The program as it would be told at its start: no progress yet."""
    outline = Outline(seed=11)
    _foundations(outline)
    _site(outline)
    previous = "site-ready"
    for number, (wave, systems) in enumerate(_WAVES, start=1):
        previous = _wave(outline, number, wave, systems, previous)
    _leaving(outline)
    return _around(outline)


def _foundations(o: Outline) -> None:
    o.phase("survey", "Survey", kind="analysis", requirement="complete")
    o.work(
        "inventory",
        "List every system, owner and contract",
        6,
        parent="survey",
        team="applications",
        skill=("app",),
    )
    o.work(
        "traffic",
        "Record who talks to whom for a week",
        4,
        parent="survey",
        team="network",
        skill=("net",),
    )
    o.work(
        "licences",
        "Check licences that are bound to hardware",
        4,
        parent="survey",
        needs=["inventory"],
        team="databases",
        skill=("db",),
    )
    o.work(
        "groups",
        "Cut the systems into waves",
        5,
        parent="survey",
        needs=["inventory", "traffic"],
        team="applications",
        skill=("app",),
    )
    o.work(
        "policy",
        "Security policy of the new site",
        4,
        parent="survey",
        team="security",
        skill=("security",),
        requirement="certified",
    )
    o.work(
        "fallback",
        "Way back for every wave",
        3,
        parent="survey",
        needs=["groups"],
        team="platform",
        skill=("virtual",),
        requirement="way-back",
    )
    o.gate(
        "scope-agreed",
        "Waves agreed with all owners",
        needs=["groups", "licences", "policy", "fallback"],
        due=date(2025, 12, 19),
        confidence=Chance(0.8),
        goal="leave",
    )


def _site(o: Outline) -> None:
    o.phase("site", "New site in Frankfurt")
    _rooms(o)
    _lines(o)
    _machines(o)
    o.gate(
        "site-ready",
        "New site ready for the first wave",
        needs=[
            "power-test",
            "failover",
            "backup-proof",
            "access",
            "monitoring",
            "audit-site",
            "images",
            "database-hosts",
        ],
        due=date(2026, 4, 17),
        confidence=Chance(0.8),
        goal="leave",
    )


def _rooms(o: Outline) -> None:
    o.phase("rooms", "Rooms and power", parent="site", component="room", requirement="certified")
    o.wait(
        "cage",
        "Landlord builds the cage",
        days(25, 35),
        parent="rooms",
        needs=["scope-agreed"],
        owner="fatma",
        team="facilities",
    )
    o.wait(
        "racks",
        "Racks are delivered",
        days(20, 30),
        parent="rooms",
        needs=["scope-agreed"],
        owner="fatma",
        team="facilities",
    )
    o.work(
        "rack-build",
        "Build 24 racks",
        6,
        parent="rooms",
        needs=["cage", "racks"],
        team="facilities",
        skill=("site",),
        kind="build",
    )
    o.work(
        "power",
        "Connect power A and B",
        4,
        parent="rooms",
        needs=["rack-build"],
        team="facilities",
        skill=("site",),
        kind="build",
    )
    o.work(
        "power-test",
        "Load test of both feeds",
        2,
        parent="rooms",
        needs=["power"],
        team="facilities",
        skill=("site",),
        kind="test",
    )
    o.work(
        "access",
        "Badges and cameras",
        3,
        parent="rooms",
        needs=["cage"],
        team="facilities",
        skill=("site",),
        kind="build",
    )
    o.wait(
        "audit-site",
        "Certifier inspects the room",
        days(5),
        parent="rooms",
        needs=["power-test", "access"],
        owner="sofia",
    )


def _lines(o: Outline) -> None:
    o.phase("lines", "Network", parent="site", component="network", requirement="latency")
    o.wait(
        "circuit-a",
        "Carrier A provides the dark fibre",
        days(40, 65),
        parent="lines",
        needs=["traffic"],
        owner="lars",
        team="network",
    )
    o.wait(
        "circuit-b",
        "Carrier B provides the second path",
        days(45, 75),
        parent="lines",
        needs=["traffic"],
        owner="lars",
        team="network",
    )
    o.work(
        "address-plan",
        "Address plan without renumbering",
        5,
        parent="lines",
        needs=["traffic"],
        team="network",
        skill=("net",),
        kind="design",
    )
    o.work(
        "core",
        "Build core and edge",
        8,
        parent="lines",
        needs=["address-plan", "rack-build"],
        team="network",
        skill=("net",),
        kind="build",
    )
    o.work(
        "firewalls",
        "Firewalls with rules from the recording",
        7,
        parent="lines",
        needs=["core", "policy"],
        team="network",
        skill=("net",),
        kind="build",
        requirement="certified",
    )
    o.work(
        "stretch",
        "Stretch the networks between both sites",
        4,
        parent="lines",
        needs=["core", "circuit-a"],
        team="network",
        skill=("net",),
        kind="build",
    )
    o.work(
        "failover",
        "Prove the failover between both paths",
        3,
        parent="lines",
        needs=["stretch", "circuit-b", "firewalls"],
        team="network",
        skill=("net",),
        kind="test",
    )


def _machines(o: Outline) -> None:
    o.phase(
        "machines",
        "Servers, storage, backup",
        parent="site",
        component="virtual",
        requirement="way-back",
    )
    o.wait(
        "hardware",
        "Servers and storage are delivered",
        days(35, 55),
        parent="machines",
        needs=["licences"],
        owner="priya",
        team="platform",
    )
    o.work(
        "storage-build",
        "Build the storage in both fire zones",
        7,
        parent="machines",
        needs=["hardware", "power"],
        team="platform",
        skill=("storage",),
        kind="build",
        component="storage",
    )
    o.work(
        "cluster",
        "Build the virtual cluster",
        8,
        parent="machines",
        needs=["hardware", "power", "core"],
        team="platform",
        skill=("virtual",),
        kind="build",
    )
    o.work(
        "replication",
        "Replicate storage between the sites",
        6,
        parent="machines",
        needs=["storage-build", "stretch"],
        team="platform",
        skill=("storage",),
        kind="build",
        component="storage",
    )
    o.work(
        "backup-build",
        "Backup with a copy off the site",
        6,
        parent="machines",
        needs=["storage-build"],
        team="platform",
        skill=("storage",),
        kind="build",
        component="backup",
    )
    o.work(
        "backup-proof",
        "Restore ten systems from backup",
        3,
        parent="machines",
        needs=["backup-build", "cluster"],
        team="platform",
        skill=("storage",),
        kind="test",
        component="backup",
    )
    o.work(
        "monitoring",
        "Monitoring and alarms",
        5,
        parent="machines",
        needs=["cluster"],
        team="platform",
        skill=("virtual",),
        kind="build",
    )
    o.work(
        "images",
        "Base images, hardened",
        4,
        parent="machines",
        needs=["cluster", "policy"],
        team="platform",
        skill=("virtual",),
        kind="build",
        requirement="certified",
    )
    o.work(
        "database-hosts",
        "Database hosts",
        6,
        parent="machines",
        needs=["cluster", "storage-build"],
        team="databases",
        skill=("db",),
        kind="build",
    )


def _wave(
    o: Outline, number: int, wave: str, systems: tuple[tuple[str, str, str], ...], previous: str
) -> str:
    phase = o.phase(f"wave-{number}", f"Wave {number}: {wave}")
    moved: list[str] = []
    for key, name, skill in systems:
        team = {"db": "databases", "storage": "platform", "virtual": "platform"}.get(
            skill, "applications"
        )
        weight = _WEIGHT.get(key, 1.0)
        inner = o.phase(f"move-{key}", name, parent=phase, component=key, requirement="outage")
        scout = o.work(
            f"{key}-scout",
            f"{name}: confirm interfaces and owner",
            2 * weight,
            parent=inner,
            needs=["scope-agreed"],
            team="applications",
            skill=("app",),
            kind="analysis",
            requirement="complete",
        )
        target = o.work(
            f"{key}-target",
            f"{name}: build the target",
            7 * weight,
            parent=inner,
            needs=[scout, "site-ready"],
            team=team,
            skill=(skill,),
            kind="build",
        )
        rules = o.work(
            f"{key}-rules",
            f"{name}: open the paths it needs",
            3 * weight,
            parent=inner,
            needs=[scout, "site-ready"],
            team="network",
            skill=("net",),
            kind="build",
            requirement="latency",
        )
        rehearsal = o.work(
            f"{key}-rehearsal",
            f"{name}: rehearse with a copy",
            5 * weight,
            parent=inner,
            needs=[target, rules],
            team=team,
            skill=(skill,),
            kind="test",
            requirement="way-back",
        )
        moved.append(rehearsal)
    ready = o.work(
        f"ready-{number}",
        f"Wave {number}: runbook and roles of the weekend",
        2,
        parent=phase,
        needs=[*moved, previous],
        team="applications",
        skill=("app",),
        kind="documentation",
        requirement="outage",
    )
    weekend = o.wait(
        f"weekend-{number}",
        f"Wave {number}: move",
        days(1),
        parent=phase,
        needs=[ready],
        calendar="weekends",
        owner="erik",
        requirement="outage",
        cost=price(14_000),
        component="virtual",
    )
    proven = []
    for key, name, _ in systems:
        proven.append(
            o.work(
                f"{key}-accept",
                f"{name}: owner accepts",
                3 * _WEIGHT.get(key, 1.0),
                parent=f"move-{key}",
                needs=[weekend],
                team="applications",
                skill=("app",),
                kind="test",
            )
        )
    return o.gate(
        f"wave-{number}-done",
        f"Wave {number} accepted",
        needs=proven,
        due=_DUE[wave],
        confidence=Chance(0.8 if number < 6 else 0.9),
        goal="leave" if number < 6 else "no-outage",
    )


def _leaving(o: Outline) -> None:
    o.phase("leaving", "Leave Amsterdam", requirement="handed-back")
    last = f"wave-{len(_WAVES)}-done"
    o.wait(
        "soak",
        "Both sites run side by side",
        days(10),
        parent="leaving",
        needs=[last],
        owner="erik",
        component="virtual",
    )
    o.work(
        "wipe",
        "Wipe and certify 400 disks",
        8,
        parent="leaving",
        needs=["soak"],
        team="platform",
        skill=("storage",),
        requirement="certified",
        component="storage",
    )
    o.work(
        "cut",
        "Cut the stretched networks",
        3,
        parent="leaving",
        needs=["soak"],
        team="network",
        skill=("net",),
        component="network",
    )
    o.wait(
        "buyer",
        "Reseller takes the hardware away",
        days(8, 12),
        parent="leaving",
        needs=["wipe"],
        owner="fatma",
        cost=price(6_000),
        component="room",
    )
    o.work(
        "strip",
        "Strip the cage",
        5,
        parent="leaving",
        needs=["buyer", "cut"],
        team="facilities",
        skill=("site",),
        component="room",
    )
    o.work(
        "contracts",
        "End carrier and power contracts",
        3,
        parent="leaving",
        needs=["cut"],
        team="facilities",
        skill=("site",),
        component="room",
    )
    o.gate(
        "handed-back",
        "Old site handed back",
        needs=["strip", "contracts"],
        due=date(2026, 12, 31),
        confidence=Chance(0.95),
        goal="leave",
        owner="cfo",
    )


def _around(o: Outline) -> Program:
    return Program(
        id="datacenter-move",
        title="Data-center move Amsterdam to Frankfurt",
        description="The lease in Amsterdam ends. Eighteen systems move to Frankfurt in six waves, "
        "each at a weekend, with a way back until Sunday noon.",
        type="data-center",
        timezone="Europe/Amsterdam",
        start=date(2025, 11, 3),
        as_of=date(2026, 6, 1),
        currency="EUR",
        budget=money(1_450_000),
        scheduling=Scheduling(calendar="amsterdam"),
        calendars=_calendars(),
        teams=Table(
            {
                "facilities": Team(title="Facilities", calendar="frankfurt", lead="fatma"),
                "network": Team(title="Network", calendar="amsterdam", lead="lars"),
                "platform": Team(title="Platform", calendar="pune", lead="priya"),
                "databases": Team(title="Databases", calendar="pune", lead="arjun"),
                "applications": Team(title="Applications", calendar="krakow", lead="marta"),
                "security": Team(title="Security", calendar="frankfurt", lead="sofia"),
            }
        ),
        people=_people(),
        stakeholders=Table(
            {
                "cio": Stakeholder(
                    name="Chief Information Officer", side="engineering", wants="weekly"
                ),
                "cfo": Stakeholder(name="Chief Financial Officer", wants="monthly"),
                "plant": Stakeholder(name="Head of Production", wants="milestones"),
                "landlord": Stakeholder(name="Landlord in Amsterdam", wants="milestones"),
            }
        ),
        goals=Table(
            {
                "leave": Goal(
                    title="Out of Amsterdam before the lease ends",
                    owner="cfo",
                    due=date(2026, 12, 31),
                    measure="Keys handed back",
                    value=money(900_000),
                ),
                "no-outage": Goal(
                    title="Nobody outside IT notices the move",
                    owner="plant",
                    due=date(2026, 12, 31),
                    measure="No unplanned outage of more than 15 minutes",
                ),
            }
        ),
        components=_components(),
        requirements=_requirements(),
        tasks=Table(o.tasks),
        milestones=Table(o.milestones),
        risks=_risks(),
        decisions=_decisions(),
        reviews=_reviews(),
    )


def _calendars() -> Table[Calendar]:
    closed = CalendarException
    return Table(
        {
            "amsterdam": Calendar(
                title="Amsterdam",
                hours=office(9, 17),
                timezone="Europe/Amsterdam",
                holidays=("NL",),
            ),
            "frankfurt": Calendar(
                title="Frankfurt",
                hours=office(8, 16),
                timezone="Europe/Berlin",
                holidays=("DE-HE",),
            ),
            "krakow": Calendar(
                title="Kraków", hours=office(9, 17), timezone="Europe/Warsaw", holidays=("PL",)
            ),
            "pune": Calendar(
                title="Pune", hours=office(11, 19), timezone="Asia/Kolkata", holidays=("IN-MH",)
            ),
            "weekends": Calendar(
                title="Weekends on which systems may move",
                hours=((), (), (), (), (), ((0, 1440),), ((0, 720),)),
                timezone="Europe/Amsterdam",
                day=Span(amount=36.0, unit="h"),
                exceptions=(
                    closed(
                        first=date(2026, 3, 28),
                        last=date(2026, 4, 6),
                        title="Close of the quarter, Easter",
                    ),
                    closed(first=date(2026, 5, 23), last=date(2026, 5, 25), title="Whitsun"),
                    closed(
                        first=date(2026, 6, 27),
                        last=date(2026, 7, 5),
                        title="Close of the half-year",
                    ),
                    closed(
                        first=date(2026, 9, 26),
                        last=date(2026, 10, 4),
                        title="Close of the quarter",
                    ),
                    closed(
                        first=date(2026, 11, 21),
                        last=date(2027, 1, 10),
                        title="Freeze of the season",
                    ),
                ),
            ),
        }
    )


def _away(row: Person, first: date, last: date) -> Person:
    return replace(row, leave=(DateRange(first=first, last=last),))


def _people() -> Table[Person]:
    return Table(
        {
            "erik": replace(
                person("Erik de Wit", "applications", "lead", share=0.5, rate=120),
                calendar="amsterdam",
                role="Technical Program Manager",
            ),
            "fatma": person("Fatma Yildiz", "facilities", "site", share=0.4, rate=80),
            "klaus": replace(
                person("Klaus Richter", "facilities", "site", share=0.6, rate=70),
                leaves=date(2026, 4, 30),
            ),
            "lars": _away(
                person("Lars Jansen", "network", "net", share=0.6, rate=100),
                date(2026, 7, 20),
                date(2026, 8, 7),
            ),
            "femke": person("Femke Visser", "network", "net", share=0.5, rate=95),
            "priya": person("Priya Kulkarni", "platform", "storage virtual", share=0.6, rate=70),
            "rohan": replace(
                person("Rohan Deshpande", "platform", "virtual", rate=60),
                leaves=date(2026, 5, 15),
            ),
            "neha": person("Neha Joshi", "platform", "storage", share=0.5, rate=60),
            "arjun": person("Arjun Patil", "databases", "db", rate=75),
            "sana": _away(
                person("Sana Shaikh", "databases", "db", share=0.8, rate=65),
                date(2026, 9, 21),
                date(2026, 10, 2),
            ),
            "marta": person("Marta Nowak", "applications", "app", share=0.9, rate=75),
            "piotr": _away(
                person("Piotr Zieliński", "applications", "app", rate=65),
                date(2026, 8, 3),
                date(2026, 8, 14),
            ),
            "ola": person("Ola Wójcik", "applications", "app", share=0.5, rate=60),
            "sofia": person("Sofia Braun", "security", "security", share=0.2, rate=110),
        }
    )


def _components() -> Table[Component]:
    rows = {
        "room": Component(title="Room, racks and power", owner="facilities"),
        "network": Component(title="Network between and inside the sites", owner="network"),
        "storage": Component(title="Storage", owner="platform", depends_on=("network", "room")),
        "virtual": Component(
            title="Virtual cluster", owner="platform", depends_on=("network", "storage")
        ),
        "backup": Component(title="Backup", owner="platform", depends_on=("storage",)),
    }
    for _, systems in _WAVES:
        for key, name, skill in systems:
            technology, until = _OLD.get(key, (None, None))
            rows[key] = Component(
                title=name,
                owner="databases" if skill == "db" else "applications",
                depends_on=("virtual",),
                technology=technology,
                supported_until=until,
            )
    return Table(
        {key: replace(row, consumers=_CONSUMERS.get(key, ())) for key, row in rows.items()}
    )


def _requirements() -> Table[Requirement]:
    rows = (
        (
            "complete",
            "Every system that runs in Amsterdam is moved or switched off on purpose",
            "leave",
            "must",
            "cio",
            ("The inventory and the power meter agree",),
        ),
        (
            "outage",
            "No system is away for more than its agreed hours",
            "no-outage",
            "must",
            "plant",
            ("Warehouse and production: a weekend", "All others: Saturday 06:00 to Sunday 12:00"),
        ),
        (
            "latency",
            "Answer times from the plants are no worse than before",
            "no-outage",
            "must",
            "plant",
            ("95 of 100 calls within the time measured in December",),
        ),
        (
            "way-back",
            "Until Sunday noon there is a way back",
            "no-outage",
            "must",
            "cio",
            ("Each rehearsal goes there and back",),
        ),
        (
            "certified",
            "The new site keeps the ISO 27001 certificate",
            "leave",
            "must",
            "cio",
            ("The certifier has no major finding",),
        ),
        (
            "handed-back",
            "The old room is handed back empty, disks wiped with proof",
            "leave",
            "must",
            "cfo",
            ("The landlord signs", "A certificate for each disk"),
        ),
        ("greener", "Power per system falls by a third", "leave", "could", "cfo", ()),
    )
    return Table(
        {
            key: Requirement(
                title=title,
                goal=goal,
                priority=priority,
                status="agreed" if accept else "proposed",
                source=source,
                accept=accept,
            )  # type: ignore[arg-type]
            for key, title, goal, priority, source, accept in rows
        }
    )


def _risks() -> Table[Risk]:
    return Table(
        {
            "fibre-late": risk(
                cause="Carrier B digs through a protected park",
                event="The permit is refused at first",
                effect="There is one path only when the first waves move",
                chance=0.35,
                delay={"failover": days(5, 15)},
                owner="lars",
                response="mitigate",
                cost=(5000, 15000),
                treated=0.2,
                treatment=6000,
                review_on=date(2026, 6, 8),
            ),
            "licence-bound": risk(
                cause="Two licences are bound to processors that stay behind",
                event="The vendor asks for new ones",
                effect="Production planning waits for a contract",
                chance=0.3,
                delay={"planning-target": days(5, 20)},
                owner="arjun",
                response="transfer",
                cost=(40000, 120000),
                treated=0.1,
                treatment=15000,
                review_on=date(2026, 6, 15),
            ),
            "forgotten": risk(
                cause="Thirty years of small systems",
                event="A system turns up that nobody listed",
                effect="It is moved beside the waves",
                chance=0.5,
                delay={"ready-5": days(1, 4), "ready-6": days(1, 3)},
                owner="marta",
                response="mitigate",
                treated=0.25,
                treatment=4000,
                review_on=date(2026, 6, 22),
            ),
            "erp-copy": risk(
                cause="The ERP database has grown by half",
                event="The copy takes longer than a weekend",
                effect="The last wave misses its window",
                chance=0.25,
                delay={"weekend-6": days(1), "erp-rehearsal": days(3, 6)},
                owner="sana",
                response="mitigate",
                cost=(10000, 30000),
                treated=0.1,
                treatment=9000,
                review_on=date(2026, 5, 25),
            ),
            "heat": risk(
                cause="August in Frankfurt is hotter than the room was built for",
                event="Cooling runs at its limit",
                effect="The plants wave is postponed by a weekend",
                chance=0.15,
                delay={"weekend-5": days(1)},
                owner="klaus",
                response="accept",
            ),
            "marta-leaves": risk(
                cause="Only three people know the old applications",
                event="One of them leaves",
                effect="Acceptance takes longer",
                chance=0.2,
                delay={"erp-accept": days(2, 6), "shop-accept": days(1, 4)},
                owner="erik",
                response=None,
            ),
            "resale": risk(
                cause="Prices of used servers fall each month",
                event="The reseller withdraws",
                effect="The cage is stripped later",
                chance=0.2,
                delay={"buyer": days(5, 15)},
                owner=None,
                response="accept",
                cost=(20000, 50000),
            ),
        }
    )


def _decisions() -> Table[Decision]:
    return Table(
        {
            "stretch-or-renumber": Decision(
                title="Stretched networks or new addresses",
                status="accepted",
                context="Half of the old systems have addresses in their code.",
                options=Table(
                    {
                        "stretch": Option(
                            title="Stretch the networks for the time of the move",
                            pros=("No change in old systems",),
                            cons=("A fault can cross between the sites",),
                        ),
                        "renumber": Option(
                            title="New addresses",
                            pros=("Clean cut",),
                            cons=("Six months of changes",),
                            cost=money(180_000),
                        ),
                    }
                ),
                chosen="stretch",
                because="The lease ends before renumbering could.",
                consequences=("The stretch is cut after the last wave",),
                owner="cio",
                decided=date(2025, 12, 4),
                affects=("stretch", "cut", "network"),
            ),
            "erp-way": Decision(
                title="Move the ERP by copy or by standby",
                context="The copy may take longer than a weekend.",
                options=Table(
                    {
                        "copy": Option(
                            title="Copy at the weekend",
                            pros=("No licence",),
                            cons=("One try only",),
                        ),
                        "standby": Option(
                            title="A standby that takes over",
                            pros=("An hour of outage",),
                            cons=("A licence for three months",),
                            cost=money(38_000),
                        ),
                    }
                ),
                owner="cio",
                due=date(2026, 7, 24),
                affects=("erp-target", "erp-rehearsal", "erp-copy"),
            ),
            "label-system": Decision(
                title="Move label printing or replace it",
                context="Its server leaves support in October.",
                options=Table(
                    {
                        "move": Option(
                            title="Move it as it is",
                            pros=("No training",),
                            cons=("Unsupported from October",),
                        ),
                        "replace": Option(
                            title="Replace it",
                            pros=("Supported",),
                            cons=("Eight weeks",),
                            cost=money(60_000),
                        ),
                    }
                ),
                owner="plant",
                due=date(2026, 5, 22),
                affects=("labels", "labels-target"),
            ),
        }
    )


def _reviews() -> Table[Review]:
    return Table(
        {
            "network-review": Review(
                title="Network of the new site with all who use it",
                component="network",
                status="held",
                on=date(2026, 1, 20),
                owner="lars",
                attendees=("platform", "databases", "applications", "security"),
                outcome="Accepted with a second firewall pair",
            ),
            "storage-review": Review(
                title="Storage and replication",
                component="storage",
                status="held",
                on=date(2026, 2, 3),
                owner="priya",
                attendees=("databases", "applications"),
                outcome="Accepted",
            ),
            "erp-review": Review(
                title="Way of the ERP with its consumers",
                component="erp",
                status="planned",
                on=date(2026, 6, 16),
                owner="arjun",
                attendees=("applications", "plant"),
            ),
            "stock-review": Review(
                title="Warehouse control after the move",
                component="stock",
                status="planned",
                on=date(2026, 5, 26),
                owner="arjun",
                attendees=("plant", "applications"),
            ),
        }
    )
