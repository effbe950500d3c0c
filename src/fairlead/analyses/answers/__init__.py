"""The three answers, and what they rest on: status, cost, movers, preparedness."""
