"""Compute frozen results (schedule, forecast, risk, scope, flow) as pure functions of a Program."""
