"""The program as arrays: one compiled form for critical path, levelling and simulation.

Keys stand at its border; inside, a node is its place in an order in which every link points
forward. Instants are UTC minutes, work is minutes of the node's clock (or thousandths of them
where several people with different hours share it).
"""

from fairlead.analyses.network.compile import compile_network
from fairlead.analyses.network.form import (
    CLOSING,
    DONE,
    EARLIEST,
    EDGE,
    END,
    OPENING,
    POINT,
    RECORDED,
    SPENT,
    WORK,
    Circular,
    Network,
    Places,
)
from fairlead.analyses.network.rows import Rows, read_rows

__all__ = [
    "CLOSING",
    "DONE",
    "EARLIEST",
    "EDGE",
    "END",
    "OPENING",
    "POINT",
    "RECORDED",
    "SPENT",
    "WORK",
    "Circular",
    "Network",
    "Places",
    "Rows",
    "compile_network",
    "read_rows",
]
