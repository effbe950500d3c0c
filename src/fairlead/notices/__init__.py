"""Notices: what is to be told to whom, kept until it was, and the channels that carry it."""
