"""A program and its plan, both written by hand: what the reports are read against."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairlead.analyses.plan import (
    ChainStep,
    FloatPath,
    Handoff,
    Overload,
    PersonWeek,
    Plan,
    PlannedActivity,
    PlannedMilestone,
)
from fairlead.program.decisions import Decision, Option, Review
from fairlead.program.findings import Finding
from fairlead.program.fingerprint import fingerprint
from fairlead.program.goals import Component, Goal, Requirement
from fairlead.program.noun import Table, replace
from fairlead.program.people import Assignment, Person, Stakeholder, Team
from fairlead.program.program import Program
from fairlead.program.quantities import Chance, CostEstimate, Estimate, Money, Share, Span
from fairlead.program.risks import Risk, Treatment
from fairlead.program.status import StatusOverride
from fairlead.program.work import Milestone, Need, Task

BERLIN = ZoneInfo("Europe/Berlin")
AS_OF = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def at(day: str, hour: int = 9) -> datetime:
    """A time of day in Berlin, in 2026, as UTC: `at("03-12", 17)`."""
    month, number = (int(part) for part in day.split("-"))
    return datetime(2026, month, number, hour, tzinfo=BERLIN).astimezone(UTC)


def days(low: float, high: float | None = None) -> Estimate:
    """`days(3)` is 3d, `days(3, 8)` is 3d..8d."""
    if high is None:
        return Estimate.point(low, "d")
    return Estimate(low=Span(amount=low, unit="d"), high=Span(amount=high, unit="d"))


def needs(*keys: str) -> tuple[Need, ...]:
    return tuple(Need(task=key) for key in keys)


def on(*people: str) -> tuple[Assignment, ...]:
    return tuple(Assignment(person=person) for person in people)


TASKS = {
    "design": Task(title="Design", component="checkout-api", requirement="guest"),
    "spec": Task(
        title="API specification",
        parent="design",
        estimate=days(5),
        who=on("asha"),
        started=date(2026, 1, 12),
        finished=date(2026, 1, 19),
        spent=Span(amount=6, unit="d"),
    ),
    "threats": Task(
        title="Threat model",
        parent="design",
        estimate=days(3),
        who=on("carla"),
        needs=needs("spec"),
        started=date(2026, 1, 20),
        finished=date(2026, 1, 22),
    ),
    "flows": Task(
        title="Screen flows of guest checkout",
        parent="design",
        estimate=days(4, 7),
        who=on("ben"),
        component="shop-front",
        started=date(2026, 1, 12),
        finished=date(2026, 1, 20),
        spent=Span(amount=6.5, unit="d"),
    ),
    "build": Task(title="Build", requirement="guest"),
    "api": Task(
        title="Payment API v2",
        parent="build",
        component="checkout-api",
        estimate=days(18),
        who=on("asha"),
        skill=("api",),
        needs=needs("spec"),
        started=date(2026, 2, 16),
        spent=Span(amount=10, unit="d"),
        remaining=Span(amount=9, unit="d"),
    ),
    "tokens": Task(
        title="Store cards as tokens",
        parent="build",
        component="vault",
        requirement="pci",
        estimate=days(5, 9),
        who=on("asha"),
        skill=("api", "crypto"),
        needs=needs("api"),
    ),
    "vault-upgrade": Task(
        title="Vault upgrade to PostgreSQL 16",
        parent="build",
        component="vault",
        requirement="pci",
        estimate=days(4),
        who=on("carla"),
        skill=("db",),
    ),
    "vendor": Task(
        title="Vendor certificate",
        parent="build",
        component="checkout-api",
        requirement="pci",
        duration=days(20),
        owner="asha",
        started=date(2026, 2, 16),
    ),
    "form": Task(
        title="Checkout form",
        parent="build",
        component="shop-front",
        estimate=days(8, 12),
        who=on("ben"),
        needs=needs("flows"),
        started=date(2026, 2, 9),
        spent=Span(amount=12, unit="d"),
        remaining=Span(amount=3, unit="d"),
    ),
    "wallets": Task(
        title="Apple Pay and Google Pay",
        parent="build",
        component="shop-front",
        requirement="wallets",
        estimate=days(6, 10),
        who=on("ben"),
        needs=needs("form", "api"),
    ),
    "languages": Task(
        title="Texts in 11 languages",
        parent="build",
        component="shop-front",
        requirement="languages",
        estimate=days(5),
        team="payments",
        needs=needs("form"),
    ),
    "prove": Task(title="Prove", requirement="guest"),
    "contract": Task(
        title="Contract tests with the mobile team",
        parent="prove",
        component="checkout-api",
        estimate=days(4),
        who=on("carla"),
        needs=needs("api"),
    ),
    "end-to-end": Task(
        title="End-to-end tests",
        parent="prove",
        component="shop-front",
        estimate=days(6),
        who=on("carla"),
        needs=needs("tokens", "wallets", "contract"),
    ),
    "load": Task(
        title="Load test at 3 000 orders a minute",
        parent="prove",
        component="checkout-api",
        requirement="peak",
        estimate=days(3),
        who=on("carla"),
        needs=needs("end-to-end"),
    ),
    "pentest": Task(
        title="Penetration test",
        parent="prove",
        component="vault",
        requirement="pci",
        duration=days(8),
        cost=CostEstimate(likely=Money(1_450_000)),
        owner="carla",
        needs=needs("tokens"),
    ),
    "fixes": Task(
        title="Fixes after tests",
        parent="prove",
        estimate=days(3, 8),
        who=on("asha", "ben"),
        component="checkout-api",
        needs=needs("end-to-end", "pentest"),
    ),
    "launch": Task(title="Launch"),
    "runbook": Task(
        title="Runbook and on-call training",
        parent="launch",
        estimate=days(3),
        who=on("carla"),
        component="checkout-api",
        requirement="peak",
        needs=needs("load"),
    ),
    "canary": Task(
        title="Canary release, 5 % of orders",
        parent="launch",
        estimate=days(2),
        who=on("asha"),
        component="checkout-api",
        requirement="guest",
        needs=needs("fixes", "load"),
    ),
    "soak": Task(
        title="Soak",
        parent="launch",
        duration=days(5),
        component="checkout-api",
        requirement="guest",
        needs=needs("canary"),
    ),
    "rollout": Task(
        title="Roll-out to all shops",
        parent="launch",
        estimate=days(2),
        who=on("ben"),
        component="shop-front",
        requirement="guest",
        needs=needs("soak", "runbook"),
    ),
    "dashboard": Task(
        title="Conversion dashboard",
        parent="launch",
        estimate=days(4),
        component="reporting",
        needs=needs("rollout"),
    ),
}

MILESTONES = {
    "agreed": Milestone(
        title="Design agreed",
        needs=needs("design"),
        due=date(2026, 1, 23),
        finished=date(2026, 1, 22),
        goal="conversion",
    ),
    "beta": Milestone(
        title="Beta launch",
        needs=needs("end-to-end", "vendor", "languages"),
        due=date(2026, 4, 30),
        confidence=Chance(0.8),
        goal="conversion",
        owner="asha",
    ),
    "certified": Milestone(
        title="PCI certified",
        needs=needs("pentest", "vendor", "vault-upgrade"),
        due=date(2026, 4, 17),
        goal="compliance",
        owner="carla",
        status=StatusOverride(
            rag="amber", because="The auditor agreed by mail to a week of grace", by="dana"
        ),
    ),
    "live": Milestone(
        title="Live in all shops",
        needs=needs("rollout"),
        due=date(2026, 5, 29),
        goal="conversion",
        owner="dana",
    ),
    "known": Milestone(title="Results known", needs=needs("dashboard")),
}

_ROWS = """
design        01-12  9  01-22 17  -   finished
spec          01-12  9  01-19 17  -   finished  asha
threats       01-20  9  01-22 17  -   finished  carla
flows         01-12  9  01-20 17  -   finished  ben
build         02-09  9  04-09 17  0   running
api           02-16  9  03-13 17  0   running   asha
tokens        03-16  9  03-25 17  0   waiting   asha
vault-upgrade 03-03  9  03-06 17  25  waiting   carla
vendor        02-16  9  03-13 17  29  running
form          02-09  9  03-04 17  7   running   ben
wallets       03-16  9  03-26 17  2   waiting   ben
languages     03-05  9  03-12 17  33  waiting   ben
prove         03-16  9  05-05 17  0   waiting
contract      03-16  9  03-19 17  5   waiting   carla
end-to-end    03-27  9  04-08 17  2   waiting   carla
load          04-09  9  04-13 17  6   waiting   carla
pentest       03-26  9  04-22 17  0   waiting
fixes         04-23  9  04-29 17  0   waiting   asha,ben
launch        04-14  9  05-26 17  0   waiting
runbook       04-14  9  04-16 17  12  waiting   carla
canary        04-30  9  05-04 17  0   waiting   asha
soak          05-05  9  05-11 17  0   waiting
rollout       05-12  9  05-13 17  0   waiting   ben
dashboard     05-14  9  05-20 17  0   waiting
agreed        01-22 17  01-22 17  -   finished
beta          04-08 17  04-08 17  15  waiting
certified     04-22 17  04-22 17  0   waiting
live          05-13 17  05-13 17  0   waiting
known         05-20 17  05-20 17  0   waiting
"""
_WORK = {
    "api": 9,
    "tokens": 7,
    "vault-upgrade": 4,
    "form": 3,
    "wallets": 8,
    "languages": 5,
    "contract": 4,
    "end-to-end": 6,
    "load": 3,
    "fixes": 5,
    "runbook": 3,
    "canary": 2,
    "rollout": 2,
    "dashboard": 4,
}
_CHAIN = (
    ("api", "status", None, None),
    ("tokens", "link", "api", None),
    ("pentest", "link", "tokens", None),
    ("fixes", "link", "pentest", None),
    ("canary", "link", "fixes", None),
    ("soak", "link", "canary", None),
    ("rollout", "link", "soak", None),
    ("dashboard", "link", "rollout", None),
)

PEOPLE = {
    "asha": Person(
        name="Asha Rao",
        team="payments",
        calendar=None,
        skills=("api", "crypto", "db"),
        rate=Money(9000),
        role="Backend engineer",
    ),
    "ben": Person(
        name="Ben Okafor",
        team="payments",
        skills=("web",),
        rate=Money(8500),
        availability=Share(0.8),
    ),
    "carla": Person(name="Carla Weiß", team="payments", skills=("db", "test"), rate=Money(8800)),
}

RISKS = {
    "vendor-late": Risk(
        title="The certificate comes late",
        cause="The vendor answers slowly",
        event="The certificate comes late",
        effect="Nobody can pay by card in the beta",
        probability=Chance(0.3),
        delay=Table({"vendor": days(5, 15)}),
        cost=CostEstimate(low=Money(500_000), high=Money(1_500_000)),
        owner="asha",
        response="mitigate",
        treated=Treatment(probability=Chance(0.1), cost_of_treatment=Money(300_000)),
    ),
    "audit": Risk(
        title="The audit asks for a second round",
        effect="Certification waits two more weeks",
        probability=Chance(0.4),
        delay=Table({"pentest": days(5, 10)}),
        owner="carla",
        response="accept",
        review_on=date(2026, 2, 27),
    ),
    "asha-leaves": Risk(
        title="Asha is asked for by another program",
        probability=Chance(0.15),
        delay=Table({"tokens": days(4, 12), "canary": days(1, 3)}),
        cost=CostEstimate(likely=Money(1_200_000)),
    ),
    "reuse": Risk(
        title="The token store of another program can be used",
        kind="opportunity",
        probability=Chance(0.2),
        cost=CostEstimate(likely=Money(900_000)),
        owner="dana",
        response="exploit",
    ),
    "old": Risk(title="Two shops close before the launch", status="closed"),
}

DECISIONS = {
    "hosting": Decision(
        title="Where the vault is hosted",
        owner="dana",
        due=date(2026, 3, 6),
        options=Table(
            {
                "own": Option(title="Own data centre", cost=Money(2_500_000)),
                "cloud": Option(title="Cloud of the bank", cost=Money(1_800_000)),
            }
        ),
        affects=("tokens", "vault"),
    ),
    "wallet-scope": Decision(
        title="Whether Google Pay waits for the next release",
        owner="sales",
        due=date(2026, 2, 20),
        affects=("wallets",),
    ),
    "protocol": Decision(
        title="REST or gRPC",
        status="accepted",
        decided=date(2026, 1, 15),
        options=Table({"rest": Option(title="REST"), "grpc": Option(title="gRPC")}),
        chosen="rest",
        affects=("checkout-api",),
    ),
}

FINDINGS = (
    Finding(
        code="task.no-people",
        severity="warning",
        message="1 of 20 open tasks has nobody to do it: Conversion dashboard.",
        hint="Name a person or a team with `who:` or `team:`.",
        subjects=("dashboard",),
    ),
    Finding(
        code="task.long",
        severity="note",
        message="Payment API v2 takes 18 days; tasks above 10 days hide their progress.",
        subjects=("api",),
    ),
)


def program() -> Program:
    """A program of twenty tasks, three people, two zones."""
    return Program(
        id="checkout",
        title="Checkout re-platform",
        type="backend",
        timezone="Europe/Berlin",
        start=date(2026, 1, 12),
        as_of=AS_OF,
        budget=Money(9_500_000),
        teams=Table({"payments": Team(title="Payments"), "mobile": Team(title="Mobile")}),
        people=Table(PEOPLE),
        stakeholders=Table(
            {
                "sales": Stakeholder(name="Head of Sales"),
                "dana": Stakeholder(name="Dana Lindqvist", role="Sponsor"),
            }
        ),
        goals=Table(
            {
                "conversion": Goal(
                    title="Lift checkout conversion by 2 points",
                    owner="sales",
                    due=date(2026, 6, 30),
                    measure="paid orders per started checkout",
                    value=Money(42_000_000),
                ),
                "compliance": Goal(
                    title="Keep the PCI certificate", owner="dana", due=date(2026, 4, 30)
                ),
                "insight": Goal(title="Know where customers give up", owner="sales"),
            }
        ),
        components=Table(
            {
                "checkout-api": Component(
                    title="Checkout API",
                    owner="payments",
                    consumers=("shop-front", "mobile", "partner shops"),
                    technology="Go 1.22",
                ),
                "shop-front": Component(
                    title="Shop front", owner="ben", depends_on=("checkout-api",)
                ),
                "vault": Component(
                    title="Card vault",
                    owner="asha",
                    consumers=("checkout-api",),
                    technology="PostgreSQL 12",
                    supported_until=date(2026, 3, 31),
                ),
                "reporting": Component(title="Reporting"),
            }
        ),
        requirements=Table(
            {
                "guest": Requirement(
                    title="Guest checkout", goal="conversion", priority="must", status="agreed"
                ),
                "wallets": Requirement(
                    title="Pay with a wallet",
                    goal="conversion",
                    priority="should",
                    status="agreed",
                ),
                "languages": Requirement(
                    title="All 11 languages of the shops", goal="conversion", priority="should"
                ),
                "peak": Requirement(
                    title="Hold the load of the sale in May",
                    goal="conversion",
                    priority="must",
                    status="changed",
                ),
                "pci": Requirement(
                    title="Cards only as tokens (PCI DSS 4.0)",
                    goal="compliance",
                    priority="must",
                    status="agreed",
                ),
                "funnel": Requirement(
                    title="See each step of the checkout", goal="insight", priority="could"
                ),
                "gift": Requirement(
                    title="Gift cards", goal="conversion", priority="wont", status="dropped"
                ),
            }
        ),
        tasks=Table(TASKS),
        milestones=Table(MILESTONES),
        risks=Table(RISKS),
        decisions=Table(DECISIONS),
        reviews=Table(
            {
                "api-review": Review(
                    title="Review of the payment API",
                    component="checkout-api",
                    on=date(2026, 2, 24),
                    owner="asha",
                    attendees=("mobile", "ben"),
                ),
                "vault-review": Review(
                    title="Review of the vault",
                    component="vault",
                    status="held",
                    on=date(2026, 2, 10),
                    outcome="Accepted; rotate keys every 90 days",
                ),
            }
        ),
    )


def _activities(rows: Program) -> Table[PlannedActivity]:
    summaries = rows.summaries()
    found: dict[str, PlannedActivity] = {}
    chain = {step[0] for step in _CHAIN}
    for line in _ROWS.strip().splitlines():
        key, first, hour_1, last, hour_2, slack, state, *who = line.split()
        start, finish = at(first, int(hour_1)), at(last, int(hour_2))
        minutes = None if slack == "-" else int(slack) * 480
        late = timedelta(days=(minutes or 0) / 480 * 7 / 5)
        if key not in rows.tasks and key not in rows.milestones:
            continue
        activity = rows.activity(key)
        found[key] = PlannedActivity(
            id=key,
            title=activity.title,
            kind="milestone"
            if key in rows.milestones
            else "summary"
            if key in summaries
            else "task",
            state=state,  # type: ignore[arg-type]  # one of the three words above
            start=start,
            finish=finish,
            early_start=start,
            early_finish=finish,
            late_start=start + late,
            late_finish=finish + late,
            parent=activity.parent,
            total_slack_minutes=minutes,
            slack_after_levelling_minutes=minutes,
            critical=minutes == 0,
            critical_after_levelling=key in chain,
            who=tuple(who[0].split(",")) if who else (),
            work_minutes=_WORK.get(key, 0) * 480,
            timezone="Europe/Berlin",
        )
    return Table(found)


def _steps(*rows: tuple[str, str, str | None, str | None]) -> tuple[ChainStep, ...]:
    return tuple(
        ChainStep(
            id=key,
            because=because,  # type: ignore[arg-type]  # one of the words of the rows
            of=of,
            link="FS" if because == "link" else None,
            person=person,
        )
        for key, because, of, person in rows
    )


def _load() -> tuple[PersonWeek, ...]:
    shares = {
        "asha": (100, 100, 100, 60, 0, 0, 0, 40, 80, 20),
        "ben": (90, 40, 100, 100, 0, 0, 0, 40, 60, 0),
        "carla": (80, 0, 80, 20, 100, 100, 100, 20, 0, 0),
    }
    weeks = [date(2026, 3, 2) + timedelta(weeks=n) for n in range(10)]
    return tuple(
        PersonWeek(
            person=person,
            monday=monday,
            capacity_minutes=0 if person == "asha" and n == 4 else 2400,
            planned_minutes=share * 24,
        )
        for person, row in shares.items()
        for n, (monday, share) in enumerate(zip(weeks, row, strict=True))
    )


def plan(rows: Program | None = None) -> Plan:
    """The plan of the program, its dates written by hand; without what `rows` lacks of it."""
    rows = program() if rows is None else rows
    whole = _plan(rows)
    kept = {key: row for key, row in whole.milestones.items() if key in rows.milestones}
    return replace(whole, milestones=Table(kept))


def _plan(rows: Program) -> Plan:
    day = 480
    return Plan(
        fingerprint=fingerprint(rows),
        as_of=AS_OF,
        start=at("01-12"),
        finish=at("05-20", 17),
        activities=_activities(rows),
        milestones=Table(
            {
                "agreed": PlannedMilestone(
                    id="agreed",
                    title="Design agreed",
                    planned=at("01-22", 17),
                    due=at("01-24", 0),
                    margin_minutes=day,
                    met=True,
                ),
                "beta": PlannedMilestone(
                    id="beta",
                    title="Beta launch",
                    planned=at("04-08", 17),
                    due=at("05-01", 0),
                    margin_minutes=15 * day,
                    met=True,
                    paths=(
                        FloatPath(
                            number=1,
                            slack_minutes=0,
                            steps=_steps(
                                ("api", "status", None, None),
                                ("wallets", "link", "api", None),
                                ("end-to-end", "link", "wallets", None),
                                ("beta", "link", "end-to-end", None),
                            ),
                        ),
                        FloatPath(
                            number=2,
                            slack_minutes=day,
                            steps=_steps(
                                ("tokens", "link", "api", None),
                                ("end-to-end", "link", "tokens", None),
                                ("beta", "link", "end-to-end", None),
                            ),
                        ),
                        FloatPath(
                            number=3,
                            slack_minutes=18 * day,
                            steps=_steps(
                                ("vendor", "status", None, None), ("beta", "link", "vendor", None)
                            ),
                        ),
                    ),
                ),
                "certified": PlannedMilestone(
                    id="certified",
                    title="PCI certified",
                    planned=at("04-22", 17),
                    due=at("04-18", 0),
                    margin_minutes=-3 * day,
                    met=False,
                    paths=(
                        FloatPath(
                            number=1,
                            slack_minutes=0,
                            steps=_steps(
                                ("api", "status", None, None),
                                ("tokens", "link", "api", None),
                                ("pentest", "link", "tokens", None),
                                ("certified", "link", "pentest", None),
                            ),
                        ),
                    ),
                ),
                "live": PlannedMilestone(
                    id="live",
                    title="Live in all shops",
                    planned=at("05-13", 17),
                    due=at("05-30", 0),
                    margin_minutes=12 * day,
                    met=True,
                    paths=(FloatPath(number=1, slack_minutes=0, steps=_steps(*_CHAIN[:-1])),),
                ),
                "known": PlannedMilestone(
                    id="known", title="Results known", planned=at("05-20", 17)
                ),
            }
        ),
        critical_chain=_steps(*_CHAIN),
        overloads=(
            Overload(
                person="carla",
                start=at("03-16"),
                finish=at("03-19", 17),
                wanted=2.0,
                available=1.0,
                tasks=("contract", "vault-upgrade"),
            ),
        ),
        load=_load(),
        handoffs=(
            Handoff(
                before="spec",
                after="threats",
                giver=("asha",),
                taker=("carla",),
                handed=at("01-19", 17),
                taken=at("01-20"),
                crosses_zones=True,
            ),
            Handoff(
                before="api",
                after="contract",
                giver=("asha",),
                taker=("carla",),
                handed=at("03-13", 13),
                taken=at("03-16"),
                crosses_zones=True,
            ),
            Handoff(
                before="end-to-end",
                after="fixes",
                giver=("carla",),
                taker=("asha", "ben"),
                handed=at("04-08", 17),
                taken=at("04-23"),
                crosses_zones=True,
            ),
            Handoff(
                before="form",
                after="languages",
                giver=("ben",),
                taker=("ben",),
                handed=at("03-04", 17),
                taken=at("03-05"),
            ),
        ),
        lower_bound=at("05-18", 17),
    )
