"""The ledger of forecasts: what was said, what came of it, and what to learn from that."""
