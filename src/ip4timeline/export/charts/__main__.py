"""``python -m ip4timeline.export.charts FOLDER``: the pictures of the documentation."""

import sys

from ip4timeline.export.charts.pictures import draw_all
from ip4timeline.record.readers import load

if __name__ == "__main__":
    draw_all(load(), *sys.argv[1:])
