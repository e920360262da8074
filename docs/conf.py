# SPDX-License-Identifier: ISC
"""How Sphinx builds the site: python3 -m sphinx -b html docs OUT."""

import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, os.pardir, "configure.ac"),
          encoding="utf-8") as file:
    release = re.search(r"AC_INIT\(\[\w+\], \[([\d.]+)\]", file.read())[1]

project = "OpenTLS"
author = "the OpenTLS developers"
copyright = author
version = ".".join(release.split(".")[:2])

exclude_patterns = ["_build", "man"]
primary_domain = "c"
highlight_language = "none"
smartquotes = False

# Every reference must lead somewhere, but for the C library's own types.
nitpicky = True
nitpick_ignore = [
    ("c:identifier", name) for name in ("int64_t", "size_t")]

# Nothing is fetched, when the site is built or when it is read.
html_theme = "alabaster"
html_theme_options = {
    "description": "cryptography as flat functions",
    "fixed_sidebar": True,
    "page_width": "1040px",
}
html_sidebars = {
    "**": ["about.html", "navigation.html", "searchbox.html"]}
html_show_sphinx = False
html_copy_source = False
