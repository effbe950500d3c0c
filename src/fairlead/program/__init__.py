"""The nouns: frozen values of a program, its working time, and its changes. No I/O, no numpy."""
