"""The pages: check access, load the program, call one analysis, render."""
