"""How the documentation site is built; ``sphinx-build -W docs build/docs``."""

from importlib.metadata import version as version_of
from pathlib import Path

project = "ip4timeline"
author = "The ip4timeline contributors"
project_copyright = "The ip4timeline contributors; code MIT, record CC BY 4.0"
version = release = version_of("ip4timeline")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["pictures/*.md"]

myst_heading_anchors = 3
# Hyphens and quotes stay as they are typed, in prose as in code.
smartquotes = False

# Docstrings name things in single backticks; what is not documented here is shown as code.
default_role = "py:obj"
add_module_names = False
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True}

html_theme = "furo"
html_title = "ip4timeline"
html_show_sourcelink = False
html_copy_source = False


def _explorer(app, exception):
    """Write the explorer beside the pages, which link to it."""
    if exception is None and app.builder.format == "html":
        from ip4timeline import load
        from ip4timeline.export.explorer import write

        write(load(), Path(app.outdir) / "explorer.html")


def setup(app):
    """Build what is no page: the explorer."""
    app.connect("build-finished", _explorer)
