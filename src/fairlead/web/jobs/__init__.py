"""Work off the request: a queue in the database, and the worker that takes from it."""
