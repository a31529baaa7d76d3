"""Print the lowest releases that a pyproject.toml allows, as constraints for pip."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
for requirement in [*project["dependencies"], *extras["excel"], *extras["plot"], *extras["caldav"]]:
    found = re.fullmatch(r"([\w.-]+)>=([\d.]+)(?:\s*;.*)?", requirement)
    if found is None:
        sys.exit(f"{requirement!r} has no lower bound to test")
    print(f"{found[1]}=={found[2]}.*")
