"""Which elements of MSPDI are carried, which are no content and why, and so what is left out."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.sources.ledger import Ledger
from fairlead.sources.mspdi.document import Document
from fairlead.sources.mspdi.resources import KEPT_OF_RESOURCE
from fairlead.sources.mspdi.tasks import KEPT_FLAGS

__all__ = ["COMPUTED", "DISPLAY", "ENTRY", "KEPT", "RECORD", "account"]

_KEPT_TAGS: Mapping[str, str] = {
    "Project": """Name Title StartDate FinishDate StatusDate ScheduleFromStart CurrencyCode
        CurrencySymbol CalendarUID MinutesPerDay MinutesPerWeek CriticalSlackLimit HonorConstraints
        SplitsInProgressTasks MultipleCriticalPaths ExtendedAttributes OutlineCodes Calendars Tasks
        Resources Assignments""",
    "Task": """UID IsNull Name OutlineLevel OutlineNumber WBS Notes Active Manual ManualStart Start
        Finish Duration DurationFormat ActualStart ActualFinish ActualDuration RemainingDuration
        PercentComplete Stop Resume ConstraintType ConstraintDate Deadline CalendarUID Priority
        LevelingDelay LevelingDelayFormat FixedCost Milestone HyperlinkAddress PredecessorLink
        Baseline ExtendedAttribute OutlineCode """
    + " ".join(KEPT_FLAGS),
    "Resource": """UID IsNull Name Type IsCostResource Group MaxUnits CalendarUID StandardRate
        EmailAddress AvailabilityPeriods ExtendedAttribute OutlineCode """
    + " ".join(KEPT_OF_RESOURCE),
    "Assignment": "UID TaskUID ResourceUID Units Work ActualWork RemainingWork",
    "Baseline": "Number Start Finish Duration DurationFormat Work Cost",
    "PredecessorLink": "PredecessorUID Type CrossProject LinkLag LagFormat",
    "Calendar": "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks",
    "ExtendedAttribute": "FieldID FieldName Alias Value",
}

KEPT: Mapping[str, frozenset[str]] = {
    parent: frozenset(tags.split()) for parent, tags in _KEPT_TAGS.items()
}
"""The tags below each tag that are stored; those of tags not named here all are."""

COMPUTED = "A value that is computed from the rest."
DISPLAY = "A setting of the display."
ENTRY = "A setting for what is entered later."
LEVELLING = "A setting of levelling there; people are levelled by rules of our own."
RECORD = "A key or a mark of the application that wrote the file."

_SET_ASIDE: Mapping[str, Mapping[str, str]] = {
    "Project": {
        COMPUTED: "ProjectedFinishDate",
        DISPLAY: """CurrencyDigits CurrencySymbolPosition DurationFormat WorkFormat WeekStartDay
            FYStartDate FiscalYearStart DaysPerMonth Views Filters Groups Tables Maps Reports
            Drawings DataLinks VBAProjects OrganizerItems""",
        ENTRY: """DefaultStartTime DefaultFinishTime DefaultTaskType DefaultFixedCostAccrual
            DefaultStandardRate DefaultOvertimeRate DefaultTaskEVMethod NewTasksEffortDriven
            NewTasksEstimated NewTaskStartDate NewTasksAreManual Autolink TaskUpdatesResource
            AutoAddNewResourcesAndTasks EditableActualCosts SpreadActualCost SpreadPercentComplete
            InsertedProjectsLikeSummary MoveCompletedEndsBack MoveCompletedEndsForward
            MoveRemainingStartsBack MoveRemainingStartsForward BaselineForEarnedValue
            EarnedValueMethod KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled
            UpdateManuallyScheduledTasksWhenEditingLinks
            WBSMasks AreEditableActualCosts""",
        RECORD: """SaveVersion UID GUID BuildNumber CreationDate LastSaved Revision CurrentDate
            ExtendedCreationDate MicrosoftProjectServerURL ProjectExternallyEdited ActualsInSync
            RemoveFileProperties AdminProject Profiles ProjectType BaselineCalendar""",
    },
    "Task": {
        COMPUTED: """ID OutlineNumber Summary Critical TotalSlack FreeSlack StartSlack FinishSlack
            EarlyStart EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance
            CV SV Cost OvertimeCost OvertimeWork RegularWork Work RemainingWork RemainingCost
            RemainingOvertimeCost RemainingOvertimeWork ActualWork ActualCost ActualOvertimeCost
            ActualOvertimeWork ActualWorkProtected ActualOvertimeWorkProtected ACWP BCWS BCWP
            PercentWorkComplete OverAllocated ResumeValid ManualDuration ManualFinish
            PreLeveledStart PreLeveledFinish CommitmentStart CommitmentFinish EAC VAC
            TimephasedData CPI SPI CVPercent SVPercent TCPI StartText FinishText DurationText""",
        LEVELLING: "LevelAssignments LevelingCanSplit",
        DISPLAY: """HideBar Rollup DisplayAsSummary LevelingDelayFormat IsMarked
            DisplayOnTimeline""",
        RECORD: """GUID CreateDate IsSubproject IsSubprojectReadOnly ExternalTaskProject
            WBSLevel IsPublished StatusManager CommitmentType""",
    },
    "Resource": {
        COMPUTED: """ID PeakUnits OverAllocated Start Finish Work RegularWork OvertimeWork
            ActualWork RemainingWork ActualOvertimeWork RemainingOvertimeWork PercentWorkComplete
            Cost OvertimeCost ActualCost ActualOvertimeCost RemainingCost RemainingOvertimeCost
            WorkVariance CostVariance SV CV ACWP BCWS BCWP ActualWorkProtected
            ActualOvertimeWorkProtected AvailableFrom AvailableTo TimephasedData Baseline""",
        DISPLAY: "StandardRateFormat OvertimeRateFormat WorkGroup",
        RECORD: """GUID CreationDate ActiveDirectoryGUID IsEnterprise IsTeamAssignmentPool
            CostCenter AssnOwner AssnOwnerGuid""",
    },
    "Assignment": {
        COMPUTED: """Start Finish ActualStart ActualFinish Cost ActualCost RemainingCost
            CostVariance OvertimeCost ActualOvertimeCost RemainingOvertimeCost RegularWork
            PercentWorkComplete
            Stop Resume StartVariance FinishVariance WorkVariance CV SV ACWP BCWS BCWP VAC
            RemainingOvertimeWork ActualOvertimeWork PeakUnits Summary Milestone Overallocated
            ActualWorkProtected ActualOvertimeWorkProtected""",
        DISPLAY: "RateScale LevelingDelayFormat",
        RECORD: """GUID CreationDate HasFixedRateUnits FixedMaterial BookingType ResponsePending
            Confirmed UpdateNeeded LinkedFields""",
    },
    "Calendar": {COMPUTED: "IsBaselineCalendar", RECORD: "GUID"},
    "Baseline": {
        COMPUTED: "TimephasedData BCWS BCWP FixedCostAccrual FixedCost",
        DISPLAY: "EstimatedDuration Interim",
    },
    "ExtendedAttribute": {
        RECORD: "CFType Guid ElemType MaxMultiValues UserDef SecondaryPID AutoRollDown DefaultGuid "
        "Ltuid SecondaryGuid ValueGUID PhoneticAlias RollupType CalculationType",
        DISPLAY: "DurationFormat AppendNewValues ValuelistSortOrder RestrictValues Default",
    },
    "PredecessorLink": {RECORD: "CrossProjectName"},
}

_REASONS: dict[tuple[str, str], str] = {
    (parent, tag): reason
    for parent, by_reason in _SET_ASIDE.items()
    for reason, tags in by_reason.items()
    for tag in tags.split()
}

_WHY_LEFT_OUT = {
    ("Assignment", "TimephasedData"): "Work day by day: it is spread evenly here.",
    ("Assignment", "WorkContour"): "Work is spread evenly here.",
    ("Assignment", "Delay"): "A person starts with the task here.",
    ("Assignment", "LevelingDelay"): "A person starts with the task here.",
    ("Assignment", "OvertimeWork"): "Overtime is not planned here.",
    ("Resource", "Rates"): "A person has one rate here.",
    ("Task", "SubprojectName"): "The tasks of an inserted project are in a file of their own.",
}


def account(document: Document, ledger: Ledger) -> None:
    """Enter into the ledger every element that was not carried."""
    for (parent, tag), count in sorted(document.tally.items()):
        reason = _REASONS.get((parent, tag))
        if reason is None:
            why = _WHY_LEFT_OUT.get((parent, tag), "It has no counterpart.")
            ledger.left_out(f"{parent}.{tag}", why, count=count)
        else:
            ledger.set_aside(f"{parent}.{tag}", reason, count=count)
