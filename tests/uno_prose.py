"""Run by the system's Python beside LibreOffice: edit a report as a person would and save it as .docx.

Arguments: port, source, target, job. The job is JSON: ``reword``: [old, new] each, wherever it stands; ``type``:
[words before, figure, new figure] each, the figure overtyped; ``add``: [start of a paragraph, text of one put below];
``up``: [start of the first paragraph, start of the last, by how many paragraphs they go up].
"""

import json
import sys

import uno  # noqa: F401 makes com.sun.star importable
from com.sun.star.text.ControlCharacter import PARAGRAPH_BREAK
from uno_open import opened, prop


def find(document, words):
    search = document.createSearchDescriptor()
    search.SearchString, search.SearchCaseSensitive = words, True
    found = document.findFirst(search)
    assert found is not None, words
    return found


def reword(document, old, new):
    found = find(document, old)
    found.String = new


def overtype(document, before, figure, new):
    found = find(document, before)
    search = document.createSearchDescriptor()
    search.SearchString = figure
    document.findNext(found.End, search).String = new


def paragraph(document, start):
    items = document.Text.createEnumeration()
    while items.hasMoreElements():
        item = items.nextElement()
        if item.supportsService("com.sun.star.text.Paragraph") and item.String.startswith(start):
            return item
    raise AssertionError(start)


def add(document, start, text):
    end = paragraph(document, start).End
    document.Text.insertControlCharacter(end, PARAGRAPH_BREAK, False)
    document.Text.insertString(end, text, False)


def move_up(context, document, first, last, steps):
    cursor = document.CurrentController.ViewCursor
    cursor.gotoRange(paragraph(document, first).Start, False)
    cursor.gotoRange(paragraph(document, last).End, True)
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for _ in range(steps):
        dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:MoveUp", "", 0, ())


def main(port, source, target, job):
    context, document = opened(port, source)
    for entry in job.get("up", ()):
        move_up(context, document, *entry)
    for entry in job.get("reword", ()):
        reword(document, *entry)
    for entry in job.get("type", ()):
        overtype(document, *entry)
    for entry in job.get("add", ()):
        add(document, *entry)
    document.storeToURL(f"file://{target}", (prop("FilterName", "MS Word 2007 XML"),))
    document.close(True)


main(sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))
