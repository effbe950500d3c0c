"""What the commands are called and what they do, in a line each: all that help needs to know.

Nothing is imported here, not even `typing`: asking for help must cost no more than Python itself.
"""

__all__ = ["COMMANDS", "EPILOG", "NAME", "SUMMARY"]

NAME = "fairlead"
SUMMARY = "Lead technical programs on facts: one plan, one forecast, two voices."
COMMANDS = {
    "new": "Start a program from a template.",
    "check": "Find errors and weaknesses of a program, offenders named.",
    "plan": "Compute dates, slack, the critical chain, load and conflicts.",
    "forecast": "Tell when, how sure, what drives it, and what each risk costs.",
    "report": "Write a briefing in the voice of business or of engineering.",
    "why": "Say why dates moved, by cause and by change, adding up exactly.",
    "score": "Hold every forecast that was recorded against what has happened since.",
    "flow": "Tell how items flow through a team, and when the next ones will be done.",
    "diff": "Show what changed between two programs.",
    "risks": "Rank risks by what they cost, and tell the reserve they ask for and what is missing.",
    "baseline": "Agree on the program as it stands, or list what was agreed.",
    "request": "Ask for a change, decide on it, or list what was asked for.",
    "impact": "Tell what a change would do, before anyone approves it.",
    "scenarios": "Set what-ifs side by side: dates, chances and cost of each, on the same draws.",
    "options": "Say whether a date can be met; if not, why not, and what else is possible.",
    "review": "Tell whom an architecture review asks, and when all of them are at work.",
    "on-call": "Tell who is on call, prove that somebody always is, and write the calendar.",
    "incident": "Tell of incidents, or take down the course of one in the program file.",
    "watch": "Tell which triggers hold, which are near it, and what was prepared for them.",
    "escalate": "Tell what is due for escalation now, to whom, with what they need to settle it.",
    "scope": "Account for the scope: agreed, approved, slipped in, and what serves what.",
    "compare": "Set a version of a program against an earlier one, with earned value.",
    "calibrate": "Say what finished work tells about new tasks, and how good forecasts would be.",
    "convert": "Convert between formats, and report what the target cannot hold.",
    "schema": "Print the schema of the program file.",
    "serve": "Run the web application.",
    "mcp": "Answer an assistant's questions about a program, reading alone.",
    "verify": "Prove that the logs of the web application are what was written.",
    "backup": "Copy everything that the web application keeps into one file.",
    "restore": "Fill an empty web application from such a copy.",
}
"""Name and one line of help; the command itself is `fairlead.cli.verbs.<name>.command`."""
EPILOG = "Exit code: 0 clean, 1 findings, 2 misuse. Help on one: fairlead COMMAND --help."
