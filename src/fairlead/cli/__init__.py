"""Face 1, the command line: read a program, call one analysis, print, and exit with its verdict."""
