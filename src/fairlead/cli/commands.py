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
    "diff": "Show what changed between two programs.",
    "calibrate": "Say how good forecasts from a record of finished work would have been.",
    "convert": "Convert between formats, and report what the target cannot hold.",
    "schema": "Print the schema of the program file.",
}
"""Name and one line of help; the command itself is `fairlead.cli.<name>.command`."""
EPILOG = "Exit code: 0 clean, 1 findings, 2 misuse. Help on one: fairlead COMMAND --help."
