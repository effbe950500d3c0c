"""Everything around the work of the ERP rollout: sites, people, promises, risks, decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from drafting import days, money, office, person, risk
from history import chance_of

from fairlead.program.calendars import Calendar, CalendarException, DateRange
from fairlead.program.decisions import Decision, Option, Review
from fairlead.program.goals import Component, Goal
from fairlead.program.noun import Table, replace
from fairlead.program.people import Person, Stakeholder, Team
from fairlead.program.quantities import Span
from fairlead.program.risks import Risk

__all__ = [
    "COUNTRIES",
    "STREAMS",
    "Country",
    "calendars",
    "components",
    "decisions",
    "goals",
    "people",
    "reviews",
    "risks",
    "stakeholders",
    "teams",
]


@dataclass(frozen=True, slots=True)
class Country:
    """Where the core is rolled out to, and when in turn."""

    title: str
    city: str
    wave: int
    language: str
    timezone: str
    holidays: str
    opens: int
    names: tuple[str, str, str]


COUNTRIES = {
    "germany": Country(
        "Germany",
        "Stuttgart",
        1,
        "German",
        "Europe/Berlin",
        "DE-BW",
        8,
        ("Anke Maurer", "Tobias Lang", "Sabine Roth"),
    ),
    "france": Country(
        "France",
        "Lyon",
        2,
        "French",
        "Europe/Paris",
        "FR",
        9,
        ("Claire Moreau", "Julien Petit", "Nadia Benali"),
    ),
    "poland": Country(
        "Poland",
        "Wrocław",
        2,
        "Polish",
        "Europe/Warsaw",
        "PL",
        8,
        ("Ewa Mazur", "Tomasz Wilk", "Hanna Kubiak"),
    ),
    "united-states": Country(
        "United States",
        "Columbus",
        3,
        "English",
        "America/New_York",
        "US-OH",
        8,
        ("Grace Miller", "Marcus Hill", "Dana Brooks"),
    ),
    "mexico": Country(
        "Mexico",
        "Monterrey",
        3,
        "Spanish",
        "America/Monterrey",
        "MX",
        9,
        ("Sofía Garza", "Diego Treviño", "Lucía Ríos"),
    ),
    "brazil": Country(
        "Brazil",
        "Campinas",
        3,
        "Portuguese",
        "America/Sao_Paulo",
        "BR-SP",
        9,
        ("Beatriz Souza", "Rafael Lima", "Camila Rocha"),
    ),
    "india": Country(
        "India",
        "Pune",
        4,
        "Hindi",
        "Asia/Kolkata",
        "IN-MH",
        10,
        ("Vikram Rane", "Sneha Gokhale", "Amol Bhosale"),
    ),
    "japan": Country(
        "Japan",
        "Nagoya",
        4,
        "Japanese",
        "Asia/Tokyo",
        "JP",
        9,
        ("Yuki Tanaka", "Haruto Sato", "Aoi Suzuki"),
    ),
}

STREAMS = {
    "finance": (
        "Finance",
        "munich",
        (
            ("ledger", "General ledger"),
            ("payables", "Payables"),
            ("receivables", "Receivables"),
            ("assets", "Fixed assets"),
        ),
    ),
    "buying": (
        "Buying",
        "munich",
        (
            ("orders", "Purchase orders"),
            ("supplier-invoices", "Supplier invoices"),
            ("contracts", "Supply contracts"),
        ),
    ),
    "sales": (
        "Sales",
        "lyon",
        (("quotations", "Quotations"), ("pricing", "Pricing"), ("billing", "Billing")),
    ),
    "making": (
        "Production",
        "munich",
        (
            ("production-orders", "Production orders"),
            ("needs-planning", "Planning of needs"),
            ("shop-floor", "Shop floor"),
        ),
    ),
    "stock": (
        "Warehouse",
        "munich",
        (
            ("receipts", "Goods receipts"),
            ("picking", "Picking and packing"),
            ("counts", "Stock counts"),
        ),
    ),
    "quality": ("Quality", "lyon", (("inspection", "Inspection"), ("complaints", "Complaints"))),
    "people": (
        "People",
        "munich",
        (("hours", "Hours worked"), ("expenses", "Travel expenses"), ("staffing", "Staff records")),
    ),
}
"""Streams by id: title, calendar, and the processes of the core."""

_STREAM_PEOPLE = {
    "finance": ("Martin Huber", "Julia Fuchs", "Stefan Beck", "Carla Simon"),
    "buying": ("Petra Vogel", "Jan Krause"),
    "sales": ("Luc Bernard", "Amélie Roux", "Hugo Faure"),
    "making": ("Dieter Kaiser", "Monika Graf", "Uwe Sommer"),
    "stock": ("Heike Pohl", "Frank Otto"),
    "quality": ("Inès Caron", "Paul Girard"),
    "people": ("Renate Ziegler", "Oliver Busch"),
}
_CENTRAL = {
    "integration": (
        "Integration",
        "bangalore",
        "code",
        62,
        (
            "Kiran Rao",
            "Deepa Menon",
            "Suresh Hegde",
            "Anita Shetty",
            "Manoj Pai",
            "Lakshmi Bhat",
            "Rahul Kamath",
        ),
    ),
    "data": (
        "Data",
        "bangalore",
        "data",
        58,
        ("Divya Prasad", "Ganesh Murthy", "Shruti Naidu", "Arun Gowda"),
    ),
    "testing": (
        "Testing",
        "krakow",
        "test",
        60,
        ("Agnieszka Lis", "Paweł Sikora", "Karolina Duda", "Michał Baran"),
    ),
    "platform": (
        "Platform",
        "bangalore",
        "infra",
        64,
        ("Naveen Kumar", "Rekha Iyengar", "Joseph Thomas"),
    ),
    "change": (
        "Change and training",
        "lyon",
        "change",
        85,
        ("Camille Perrin", "Mathieu Blanc", "Élodie Garnier", "Thomas Leroy"),
    ),
    "security": ("Access and control", "munich", "access", 110, ("Ulrich Hartmann", "Eva Lorenz")),
}


_STAY = {"integration": 3, "testing": 1, "platform": 1, "change": 3}
"""How many of a central team stay for the waves; all, where nothing is said."""

_JOINS = {
    1: date(2025, 9, 1),
    2: date(2025, 12, 1),
    3: date(2026, 2, 2),
    4: date(2026, 4, 1),
}


def calendars() -> Table[Calendar]:
    """Sites of the central teams, of the countries, and the weekends on which they switch."""
    rows = {
        "munich": Calendar(
            title="Munich", hours=office(9, 17), timezone="Europe/Berlin", holidays=("DE-BY",)
        ),
        "lyon": Calendar(
            title="Lyon, center", hours=office(9, 17), timezone="Europe/Paris", holidays=("FR",)
        ),
        "krakow": Calendar(
            title="Kraków", hours=office(8, 16), timezone="Europe/Warsaw", holidays=("PL",)
        ),
        "bangalore": Calendar(
            title="Bangalore", hours=office(10, 18), timezone="Asia/Kolkata", holidays=("IN-KA",)
        ),
    }
    for key, country in COUNTRIES.items():
        rows[key] = Calendar(
            title=country.city,
            hours=office(country.opens, country.opens + 8),
            timezone=country.timezone,
            holidays=(country.holidays,),
        )
    closed = CalendarException
    rows["weekends"] = Calendar(
        title="Weekends on which a country may switch",
        hours=((), (), (), (), (), ((0, 1440),), ((0, 1200),)),
        timezone="Europe/Berlin",
        day=Span(amount=44.0, unit="h"),
        exceptions=(
            closed(
                first=date(2026, 3, 28), last=date(2026, 4, 6), title="Close of the quarter, Easter"
            ),
            closed(first=date(2026, 6, 27), last=date(2026, 7, 5), title="Close of the half-year"),
            closed(first=date(2026, 9, 26), last=date(2026, 10, 4), title="Close of the quarter"),
            closed(first=date(2026, 12, 12), last=date(2027, 1, 10), title="Close of the year"),
        ),
    )
    return Table(rows)


def teams() -> Table[Team]:
    """Streams, central teams, countries."""
    rows = {
        key: Team(title=title, calendar=calendar, lead=_id(_STREAM_PEOPLE[key][0]))
        for key, (title, calendar, _) in STREAMS.items()
    }
    rows |= {
        key: Team(title=title, calendar=calendar, lead=_id(names[0]))
        for key, (title, calendar, _, _, names) in _CENTRAL.items()
    }
    rows |= {
        key: Team(title=country.title, calendar=key, lead=_id(country.names[0]))
        for key, country in COUNTRIES.items()
    }
    return Table(rows)


def people() -> Table[Person]:
    """Sixty-six people. Everybody takes two weeks off, at a time that follows from their name.

    Who built the core goes when it is built, but for one of each team; a country's people come for
    its wave and stay until they have closed their books once.
    """
    rows: dict[str, Person] = {}
    for key, names in _STREAM_PEOPLE.items():
        for place, name in enumerate(names):
            leaves = None if place == 0 else date(2026, 2, 27)
            rows[_id(name)] = replace(person(name, key, key, rate=105), leaves=leaves)
    for key, (_, _, skill, rate, names) in _CENTRAL.items():
        for place, name in enumerate(names):
            leaves = date(2026, 3, 13) if place >= _STAY.get(key, len(names)) else None
            rows[_id(name)] = replace(person(name, key, skill, rate=rate), leaves=leaves)
    for key, country in COUNTRIES.items():
        for name, share in zip(country.names, (0.8, 0.6, 0.4), strict=True):
            row = person(name, key, "local", share=share, rate=70)
            rows[_id(name)] = replace(row, joins=_JOINS[country.wave])
    return Table({key: replace(row, leave=_leave(key)) for key, row in rows.items()})


def _leave(key: str) -> tuple[DateRange, ...]:
    found = []
    for year in (2025, 2026):
        monday = date(year, 7, 6 if year == 2026 else 7)
        first = monday + timedelta(weeks=int(chance_of(year, f"leave of {key}") * 8))
        found.append(DateRange(first=first, last=first + timedelta(days=11)))
    return tuple(found)


def _id(name: str) -> str:
    plain = name.lower().translate(str.maketrans("ąćęłńóśźżáéíïñõãâêçü", "acelnoszzaeiinoaaecu"))
    return plain.replace("ë", "e").replace("è", "e").replace("ö", "o").replace(" ", "-")


def stakeholders() -> Table[Stakeholder]:
    """Who must hear, decide or agree."""
    return Table(
        {
            "cfo": Stakeholder(name="Chief Financial Officer", wants="fortnightly"),
            "cio": Stakeholder(
                name="Chief Information Officer", side="engineering", wants="weekly"
            ),
            "process-board": Stakeholder(name="Board of process owners", wants="weekly"),
            "plants": Stakeholder(name="Heads of the plants", wants="milestones"),
            "works-council": Stakeholder(name="Works council", wants="monthly"),
            "auditor": Stakeholder(name="Auditor", wants="milestones"),
        }
    )


def goals() -> Table[Goal]:
    """What the company wants of it."""
    return Table(
        {
            "one-way": Goal(
                title="One way to work in eight countries",
                owner="process-board",
                due=date(2026, 11, 30),
                measure="Each process runs on the core in each country",
                value=money(3_500_000),
            ),
            "fast-close": Goal(
                title="The books close in five days instead of eleven",
                owner="cfo",
                due=date(2026, 12, 31),
                measure="Working days to the group result",
                value=money(1_200_000),
            ),
            "off-old": Goal(
                title="Eleven old systems switched off",
                owner="cfo",
                due=date(2026, 12, 18),
                measure="Licences paid",
                value=money(2_100_000),
            ),
        }
    )


def components(interfaces: Iterable[tuple[str, str, str]]) -> Table[Component]:
    """A component for each stream and interface, and what they all stand on."""
    rows = {
        "platform": Component(
            title="Platform and systems",
            owner="platform",
            consumers=tuple(STREAMS),
            technology="SUSE Linux 15",
            supported_until=date(2031, 7, 31),
        ),
        "migration": Component(
            title="Loading of data",
            owner="data",
            technology="Python 3.10",
            supported_until=date(2026, 10, 31),
        ),
    }
    for key, (title, _, _) in STREAMS.items():
        rows[key] = Component(title=title, owner=key, depends_on=("platform",))
    for key, title, stream in interfaces:
        rows[f"if-{key}"] = Component(
            title=f"Interface: {title}",
            owner="integration",
            consumers=(stream,),
            depends_on=(stream,),
        )
    return Table(rows)


def risks() -> Table[Risk]:
    """What may happen to it."""
    return Table(
        {
            "brazil-tax": risk(
                cause="Brazil changes its taxes on consumption in 2026",
                event="The rules come out late",
                effect="Taxes are built twice",
                chance=0.5,
                delay={"brazil-tax": days(5, 20), "brazil-invoices": days(3, 10)},
                owner="beatriz-souza",
                response="mitigate",
                cost=(30000, 80000),
                treated=0.3,
                treatment=12000,
                review_on=date(2026, 4, 13),
            ),
            "core-changes": risk(
                cause="France wants three changes of the core",
                event="The board gives way",
                effect="Test cycles are repeated",
                chance=0.25,
                delay={"france-rehearsal": days(5, 15), "poland-rehearsal": days(3, 8)},
                owner="process-board",
                response="avoid",
                cost=(50000, 150000),
                treated=0.1,
                review_on=date(2026, 4, 6),
            ),
            "clean-late": risk(
                cause="Nobody has cleaned the materials of Poland for ten years",
                event="More records are refused than thought",
                effect="Loads are repeated",
                chance=0.4,
                delay={"poland-materials-clean": days(3, 10), "poland-materials-load": days(1, 4)},
                owner="ewa-mazur",
                response="mitigate",
                treated=0.2,
                treatment=8000,
                review_on=date(2026, 4, 20),
            ),
            "key-people": risk(
                cause="The market for integration engineers in Bangalore is hot",
                event="Two of seven leave",
                effect="Wave 3 waits for its extensions",
                chance=0.3,
                delay={
                    "united-states-invoices": days(5, 10),
                    "mexico-invoices": days(5, 10),
                    "brazil-payments": days(3, 8),
                },
                owner="kiran-rao",
                response="mitigate",
                cost=(20000, 60000),
                treated=0.15,
                treatment=15000,
                review_on=date(2026, 5, 4),
            ),
            "japan-fonts": risk(
                cause="Labels in Japanese were never printed by the core",
                event="The printers cannot",
                effect="Papers are made anew",
                chance=0.3,
                delay={"japan-papers": days(3, 12)},
                owner="yuki-tanaka",
                response="accept",
            ),
            "month-end": risk(
                cause="The weekends before a close are blocked",
                event="A country misses its weekend",
                effect="It waits for the next one",
                chance=0.35,
                delay={"mexico-switch": days(1, 2)},
                owner="sofia-garza",
                response="accept",
            ),
            "council": risk(
                cause="The works council has not seen the reports on people",
                event="It objects",
                effect="The stream People is blocked in Germany",
                chance=0.2,
                delay={"germany-train-people": days(5, 15)},
                owner="renate-ziegler",
                response="mitigate",
                treated=0.05,
            ),
            "python": risk(
                cause="The loading tool leaves support in October 2026",
                event="A hole is found and not mended",
                effect="Loads stop until it is moved",
                chance=0.15,
                delay={"japan-rehearsal": days(5, 10)},
                owner=None,
                response="accept",
            ),
            "shared-service": risk(
                cause="Finance is moved to a shared service in Wrocław",
                event="Key users change in the middle",
                effect="Training is repeated",
                chance=0.3,
                delay={"france-train-finance": days(2, 5), "poland-train-finance": days(2, 5)},
                owner="claire-moreau",
                response=None,
            ),
        }
    )


def decisions() -> Table[Decision]:
    """What was decided, and what is open."""
    return Table(
        {
            "core-or-copies": Decision(
                title="One core or a copy for each region",
                status="accepted",
                context="Regions have other laws and other hours.",
                options=Table(
                    {
                        "core": Option(
                            title="One core",
                            pros=("One test", "One truth"),
                            cons=("Every change concerns everybody",),
                        ),
                        "copies": Option(
                            title="Three copies",
                            pros=("Regions go their own pace",),
                            cons=("Three tests of everything",),
                            cost=money(900_000),
                        ),
                    }
                ),
                chosen="core",
                because="Three copies cost more in the second year than they save in the first.",
                consequences=("The board of process owners decides every gap",),
                owner="process-board",
                decided=date(2025, 6, 20),
                affects=("core-agreed", "platform"),
            ),
            "brazil-wave": Decision(
                title="Brazil in wave 3 or later",
                context="Its tax reform begins in 2026.",
                options=Table(
                    {
                        "stay": Option(
                            title="Stay in wave 3",
                            pros=("One cut-over for the Americas",),
                            cons=("Taxes may be built twice",),
                        ),
                        "later": Option(
                            title="A wave of its own in 2027",
                            pros=("Built once",),
                            cons=("An old system a year longer",),
                            cost=money(240_000),
                        ),
                    }
                ),
                owner="process-board",
                due=date(2026, 4, 24),
                affects=("brazil", "brazil-tax", "wave-3-live"),
            ),
            "loading-tool": Decision(
                title="Move the loading tool before wave 4 or after",
                context="Its language leaves support in October 2026.",
                options=Table(
                    {
                        "before": Option(
                            title="Before",
                            pros=("Supported",),
                            cons=("Two weeks of the data team",),
                        ),
                        "after": Option(
                            title="After",
                            pros=("No change in the middle",),
                            cons=("Three months unsupported",),
                        ),
                    }
                ),
                owner="cio",
                due=date(2026, 3, 20),
                affects=("migration", "wave-4-live"),
            ),
        }
    )


def reviews() -> Table[Review]:
    """Reviews with those who use a component."""
    return Table(
        {
            "platform-review": Review(
                title="Platform with all streams",
                component="platform",
                status="held",
                on=date(2025, 9, 16),
                owner="naveen-kumar",
                attendees=tuple(STREAMS),
                outcome="Accepted; the training system gets its own data",
            ),
            "e-invoice-review": Review(
                title="Electronic invoices, eight laws",
                component="if-e-invoice",
                status="planned",
                on=date(2026, 4, 15),
                owner="kiran-rao",
                attendees=("finance", *COUNTRIES),
            ),
            "customs-review": Review(
                title="Customs declarations before wave 3",
                component="if-customs",
                status="planned",
                on=date(2026, 3, 24),
                owner="kiran-rao",
                attendees=("stock", "united-states", "mexico"),
            ),
        }
    )
