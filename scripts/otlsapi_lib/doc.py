# SPDX-License-Identifier: ISC
"""Takes a /** */ block apart."""

import re

from .model import Doc

KINDS = ("file", "function", "macro", "type")
ENTRY = re.compile(r"(OTLS_[A-Z0-9_]+\*?)(, OTLS_[A-Z0-9_]+\*?)*$")
SINCE = re.compile(r"@since (\d+\.\d+)$")


def clean(text):
    """The lines of a comment without its stars."""
    lines = []
    for line in text[3:-2].split("\n"):
        lines.append(re.sub(r"^\s*\* ?", "", line).rstrip())
    return lines


class Sections:
    """Sorts lines into the sections of a block as they come by."""

    def __init__(self, doc, complain):
        self.doc = doc
        self.complain = complain
        self.state = "prose"
        self.fresh = True  # at the start of a paragraph

    def take(self, line, number):
        if not self.heading(line, number):
            getattr(self, "in_" + self.state)(line, number)
        self.fresh = line == ""

    def heading(self, line, number):
        if line.startswith("@since"):
            match = SINCE.match(line)
            if match is None:
                self.complain(number, "write '@since MAJOR.MINOR'")
            else:
                self.doc.since = match.group(1)
            self.state = "end"
        elif line.startswith("Source:"):
            self.doc.source = line[len("Source:"):].strip()
            self.state = "source"
        elif self.fresh and line.startswith("Threads:"):
            self.doc.threads = line[len("Threads:"):].strip()
            self.state = "threads"
        elif self.fresh and re.match(r"Returns\b", line):
            self.doc.returns = line
            self.state = "returns"
        else:
            return False
        return True

    def in_prose(self, line, _number):
        self.doc.prose.append(line)

    def in_threads(self, line, number):
        if self.fresh and line:
            self.complain(number, "prose after 'Threads:': move it above")
        self.doc.threads = (self.doc.threads + " " + line).strip()

    def in_source(self, line, _number):
        self.doc.source = (self.doc.source + " " + line.strip()).strip()

    def in_returns(self, line, number):
        if ENTRY.match(line):
            self.state = "entries"
            self.in_entries(line, number)
        elif self.fresh and line:
            self.doc.returns += "\n\n" + line
        elif line:
            self.doc.returns += "\n" + line

    def in_entries(self, line, number):
        errors = self.doc.errors
        if ENTRY.match(line):
            if errors and not errors[-1][1]:
                self.complain(number, "%s has no cause" % errors[-1][0])
            if line in (name for name, _ in errors):
                self.complain(number, "%s is listed twice" % line)
            errors.append((line, ""))
        elif line.startswith("    "):
            name, cause = errors[-1]
            errors[-1] = (name, (cause + " " + line.strip()).strip())
        elif line:
            self.complain(
                number, "'%s' is neither a code nor a cause indented by four"
                % line)

    def in_end(self, line, number):
        if line:
            self.complain(number, "text after @since")


def parse(text, line, complain):
    """The Doc of a comment that begins at |line|, or None if it has no @kind
    and so isn't documentation."""
    lines = clean(text)
    for start, content in enumerate(lines):
        if content:
            break
    else:
        return None
    match = re.match(r"@(\w+)$", lines[start])
    if match is None or match.group(1) not in KINDS:
        complain(line + start, "a /** block begins with @file, @function, "
                 "@macro or @type alone on its line")
        return None
    doc = Doc(match.group(1), line, lines)
    sections = Sections(doc, complain)
    for number, content in enumerate(lines[start + 1:], line + start + 1):
        sections.take(content, number)
    while doc.prose and not doc.prose[-1]:
        doc.prose.pop()
    while doc.prose and not doc.prose[0]:
        doc.prose.pop(0)
    if doc.errors and not doc.errors[-1][1]:
        complain(line, "%s has no cause" % doc.errors[-1][0])
    return doc
