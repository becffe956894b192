"""All cases, in the order of the page."""

from . import broker, database, group, network, output, process

GROUPS = (process, network, broker, group, database, output)
CASES = tuple(case for part in GROUPS for case in part.CASES)
