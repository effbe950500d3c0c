"""The interface for programs: the words of the program file, over HTTP."""
