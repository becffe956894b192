"""All cases, in the order of the page."""

from . import (broker, configuration, data, database, group, http, network, output,
               process)

GROUPS = (process, network, broker, group, database, data, configuration, http, output)
CASES = tuple(case for part in GROUPS for case in part.CASES)
