"""Drawings with our own pen: the Gantt chart, the load of people, and the big picture."""
