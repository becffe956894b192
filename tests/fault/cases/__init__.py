"""All cases, in the order of the page."""

from . import database, network, process

GROUPS = (process, network, database)
CASES = tuple(case for group in GROUPS for case in group.CASES)
