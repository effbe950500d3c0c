"""The numeric passes of the analyses, in plain C, and the loader that hands them to Python."""
