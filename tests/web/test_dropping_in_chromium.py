"""Folders that are dropped on the page when not all goes well: again, with files that cannot be opened, into a full queue."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web import folders
from tests.web.test_in_chromium import (  # the fixtures start an installation of this file's own
    Journey,
    archive,
    chromium,
    hemvist,
    journey,
    office,
    row,
)

__all__ = ["archive", "chromium", "hemvist", "journey", "office"]

pytestmark = pytest.mark.slow  # a start of the whole
DROPPED = """
() => {
  window.placed = (name) => Object.assign(new File([`1. Fee. The fee of ${name} is EUR 5.`], name), { hemvistPlace: `Odd/${name}` });
  const file = (name, give) => ({ isFile: true, isDirectory: false, fullPath: `/Odd/${name}`, file: give });
  const folder = (name, read) => ({ isFile: false, isDirectory: true, fullPath: `/${name}`, createReader: () => ({ readEntries: read }) });
  const lost = (_, failed) => failed(new DOMException("It is gone", "NotFoundError"));
  const parts = [[file("gone.txt", lost), folder("Odd/closed", lost), file("fine.txt", (done) => done(placed("fine.txt")))], []];
  const odd = folder("Odd", (done) => done(parts.shift()));
  dropped({ dataTransfer: { items: [{ webkitGetAsEntry: () => odd }], files: [] } });
}
"""
"""A folder is dropped in which a file has vanished and a folder is closed to one; and a way to make a file of it."""


def test_a_folder_that_is_dropped_again_doubles_nothing(archive: Page, office: Path) -> None:
    folders.drop(archive, [office])
    expect(archive.locator("[data-told]")).to_have_text("8 of 9 received (there already: 8)", timeout=30_000)
    expect(archive.locator("#kept")).to_have_text("13 documents")


def test_one_file_of_a_folder_that_cannot_be_opened_stops_no_other(archive: Page) -> None:
    archive.evaluate(DROPPED)
    expect(archive.locator("[data-told]")).to_have_text("1 of 1 received", timeout=30_000)
    expect(archive.locator("[data-files] li")).to_have_count(2)
    for lost in ("Odd/gone.txt", "Odd/closed"):
        expect(archive.locator("[data-files] li", has_text=lost)).to_contain_text("could not be opened")
    expect(row(archive, "Odd/fine.txt").locator(".state")).to_have_text("searchable", timeout=60_000)


def test_what_was_not_taken_is_downloaded_with_the_reasons_and_the_table_runs_nothing(
    archive: Page, office: Path, journey: Journey
) -> None:
    offer = archive.get_by_role("button", name="Download what was not taken, and why")
    archive.reload()
    expect(offer).to_be_hidden()
    folders.drop(archive, [office])
    expect(archive.locator("[data-told]")).to_contain_text("8 of 9 received", timeout=30_000)
    odd = [['=1+1;\u202e\u00adaa, "b"\n.txt', "- Å"], ["\uff1dcmd.txt", "why"]]
    archive.evaluate("odd => odd.forEach(([name, why]) => refused(line({ name, size: 0 }), why))", odd)
    expect(archive.locator("[data-there]")).to_contain_text("Some files were not taken")
    archive.set_viewport_size({"width": 360, "height": 740})
    offer.focus()
    with archive.expect_download() as got:
        archive.keyboard.press("Enter")
    assert got.value.suggested_filename == "not-taken.csv"
    assert got.value.url.startswith("blob:")
    text = got.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["path", "why"]
    told = dict(rows[1:])
    assert "is larger than the 5 MB" in told["Archive/odd/large.txt"]
    for left in ("Archive/.hidden.txt", "Archive/odd/setup.exe"):
        assert told[left].startswith("left out")
    assert told['\'=1+1;aa, "b".txt'] == "'- Å"
    assert told["'\uff1dcmd.txt"] == "why"
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    assert archive.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert journey.quiet == []


def test_the_table_of_what_was_not_taken_goes_with_the_next_files(archive: Page) -> None:
    archive.reload()
    archive.evaluate(DROPPED)
    offer = archive.get_by_role("button", name="Download what was not taken, and why")
    expect(offer).to_be_visible()
    expect(archive.locator("[data-told]")).to_contain_text("1 of 1 received", timeout=30_000)
    offer.focus()
    archive.evaluate("() => { sendAll([placed('next.txt')]); }")
    expect(offer).to_be_hidden()
    expect(archive.get_by_label("Add documents")).to_be_focused()
    expect(archive.locator("[data-there]")).to_have_text("")
    expect(archive.locator("[data-told]")).to_have_text("1 of 1 received", timeout=30_000)


def test_a_full_queue_is_waited_for_and_no_file_of_a_folder_is_lost(archive: Page) -> None:
    full = {"files": [{"name": "b.txt", "error": "10 files wait to be read.", "remedy": "Send it again."}]}
    refusals = [503, 429]

    def busy(route: Route) -> None:
        if "b.txt" in route.request.url and refusals:
            route.fulfill(status=refusals.pop(), json=full)
        else:
            route.continue_()

    archive.route("**/documents/add/*", busy)
    names = ["a.txt", "b.txt", "c.txt"]
    archive.evaluate("names => { sendAll(names.map((name) => placed(name))); }", names)
    expect(archive.locator("[data-told]")).to_contain_text("takes no more for now", timeout=10_000)
    expect(archive.locator("[data-told]")).to_have_text("3 of 3 received", timeout=30_000)
    expect(archive.locator("[data-files] li")).to_have_count(0)
    assert refusals == []
    archive.unroute("**/documents/add/*")


def test_of_another_folder_with_the_same_name_the_page_asks_before_anything_is_replaced(
    archive: Page, journey: Journey
) -> None:
    journey.quiet.clear()
    archive.reload()
    asked, told = archive.locator("[data-standing]"), archive.locator("[data-told]")
    drop = "text => { sendAll([Object.assign(new File([text], 'lease.txt'), { hemvistPlace: 'Leases/lease.txt' })]); }"
    archive.evaluate(drop, "1. Rent. The rent of Alfa is EUR 5.")
    expect(told).to_have_text("1 of 1 received", timeout=30_000)
    expect(asked).to_be_hidden()
    archive.evaluate(drop, "1. Rent. The rent of Beta is EUR 7.")
    expect(asked).to_contain_text("Is it the same folder as before?", timeout=30_000)
    expect(told).to_have_text("0 of 1 received")
    archive.set_viewport_size({"width": 360, "height": 740})
    assert archive.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(archive.get_by_label("Another folder, to be called")).to_have_value("Leases (2)")
    archive.get_by_label("Another folder, to be called").fill("Leases Beta")
    archive.keyboard.press("Enter")
    expect(told).to_have_text("1 of 1 received", timeout=30_000)
    expect(asked).to_be_hidden()
    expect(row(archive, "Leases Beta/lease.txt").locator(".state")).to_have_text("searchable", timeout=60_000)
    archive.evaluate(drop, "1. Rent. The rent of Alfa is EUR 6.")
    archive.get_by_role("button", name="The same folder: add them as new versions").click(timeout=30_000)
    expect(told).to_have_text("1 of 1 received", timeout=30_000)
    row(archive, "Leases/lease.txt").get_by_role("link").first.click()
    expect(archive.get_by_text("EUR 6").first).to_be_visible(timeout=60_000)
    assert [one for one in journey.quiet if "409" not in one] == []
    journey.quiet.clear()


PLACED = """
(files) => { sendAll(files.map(([place, text]) => Object.assign(new File([text], place.split("/").at(-1)), { hemvistPlace: place }))); }
"""
"""Files are dropped, each told by where it lies in its folder, and by what it holds."""


def test_of_another_folder_with_the_same_name_nothing_new_is_taken_before_the_question_is_answered(
    archive: Page, journey: Journey
) -> None:
    archive.goto(journey.project + "documents/")
    asked, told = archive.locator("fieldset[data-standing]"), archive.locator("[data-told]")
    archive.evaluate(PLACED, [["Rents/lease.txt", "1. Rent. Alfa pays EUR 5."]])
    expect(told).to_have_text("1 of 1 received", timeout=30_000)
    beta = [[f"Rents/{name}.txt", f"1. Rent. Beta pays EUR 7, {name}."] for name in ("a new one", "lease", "z later")]
    archive.evaluate(PLACED, beta)
    expect(asked).to_contain_text("1 of these files", timeout=30_000)
    expect(told).to_have_text("0 of 3 received")
    expect(archive.locator("[data-files] li", has_text="waits for your answer")).to_have_count(2)
    expect(row(archive, "Rents/a new one.txt")).to_have_count(0)
    archive.evaluate(PLACED, [["Rents on the side/other.txt", "Another folder meanwhile."]])
    expect(told).to_have_text("1 of 1 received", timeout=30_000)
    archive.get_by_label("Another folder, to be called").fill("Rents Beta")
    archive.get_by_role("button", name="Add them under this name").click()
    expect(told).to_have_text("3 of 3 received", timeout=30_000)
    expect(asked).to_be_hidden()
    for name in ("a new one", "lease", "z later"):
        expect(row(archive, f"Rents Beta/{name}.txt")).to_have_count(1, timeout=30_000)
    expect(row(archive, "Rents/a new one.txt")).to_have_count(0)
    assert [one for one in journey.quiet if "409" not in one] == []
    journey.quiet.clear()


def test_of_a_folder_nothing_is_taken_while_nobody_can_tell_what_stands_there(archive: Page, journey: Journey) -> None:
    archive.goto(journey.project + "documents/")
    archive.route("**/documents/standing/", lambda route: route.abort())
    archive.evaluate(
        PLACED, [["Cut off/lease.txt", "1. Rent. Gamma pays EUR 11."], ["Cut off/rules.txt", "No smoking."]]
    )
    expect(archive.locator("[data-told]")).to_have_text("0 of 2 received", timeout=30_000)
    expect(archive.locator("[data-files] li", has_text="the connection broke")).to_have_count(2)
    archive.unroute("**/documents/standing/")
    archive.evaluate(PLACED, [["Cut off/lease.txt", "1. Rent. Gamma pays EUR 11."]])
    expect(archive.locator("[data-told]")).to_have_text("1 of 1 received", timeout=30_000)
    expect(row(archive, "Cut off/rules.txt")).to_have_count(0)
    journey.quiet.clear()  # the browser tells of the connection


def test_of_two_folders_that_may_be_others_each_is_asked_about_by_its_own_name(archive: Page, journey: Journey) -> None:
    archive.goto(journey.project + "documents/")
    asked, told = archive.locator("fieldset[data-standing]"), archive.locator("[data-told]")
    first = [[f"{top}/lease.txt", f"1. Rent. {top} is EUR 5."] for top in ("North", "South")]
    archive.evaluate(PLACED, first)
    expect(told).to_have_text("2 of 2 received", timeout=30_000)
    archive.evaluate(PLACED, [[place, f"{text} Mended."] for place, text in [*first, ["North/new.txt", "New."]]])
    expect(asked).to_contain_text("North", timeout=30_000)
    archive.get_by_role("button", name="The same folder: add them as new versions").click()
    expect(told).to_have_text("2 of 2 received", timeout=30_000)
    expect(asked).to_contain_text("South")
    expect(archive.get_by_label("Another folder, to be called")).to_have_value("South (2)")
    archive.get_by_role("button", name="Add them under this name").click()
    expect(told).to_have_text("1 of 1 received", timeout=30_000)
    for place in ("North/new.txt", "South (2)/lease.txt"):
        expect(row(archive, place)).to_have_count(1, timeout=30_000)
    assert [one for one in journey.quiet if "409" not in one] == []
    journey.quiet.clear()


TWINS = """
() => {
  const file = (name, text) => ({ isFile: true, isDirectory: false, fullPath: `/Twins/${name}`, file: (done) => done(new File([text], name)) });
  const folder = (...files) => { const parts = [files, []]; return { isFile: false, isDirectory: true, fullPath: "/Twins", createReader: () => ({ readEntries: (done) => done(parts.shift()) }) }; };
  const twins = [folder(file("lease.txt", "Alfa's lease."), file("a.txt", "More of Alfa.")), folder(file("b.txt", "More of Beta."), file("lease.txt", "Beta's lease."))];
  dropped({ dataTransfer: { items: twins.map((one) => ({ webkitGetAsEntry: () => one })), files: [] } });
}
"""
"""Two folders of one name are dropped at once, as browsers tell them that do not number the second one."""


def test_two_folders_of_one_name_that_are_dropped_at_once_are_two(archive: Page, journey: Journey) -> None:
    archive.goto(journey.project + "documents/")
    archive.evaluate(TWINS)
    expect(archive.locator("[data-told]")).to_have_text("2 of 4 received", timeout=30_000)
    expect(archive.locator("fieldset[data-standing]")).to_contain_text("1 of these files")
    expect(row(archive, "Twins/a.txt")).to_have_count(1, timeout=30_000)
    expect(row(archive, "Twins/b.txt")).to_have_count(0)
    assert [one for one in journey.quiet if "409" not in one] == []
    journey.quiet.clear()


def test_a_copy_of_a_file_that_is_changed_later_is_not_lost_in_its_former_version(
    archive: Page, journey: Journey
) -> None:
    archive.goto(journey.project + "documents/")
    told = archive.locator("[data-told]")
    same = [[f"Copies/{name}.txt", "1. Rent. The template's rent is EUR 11."] for name in ("alfa", "beta")]
    archive.evaluate(PLACED, same)
    expect(told).to_have_text("2 of 2 received (there already: 1)", timeout=30_000)
    archive.evaluate(PLACED, [["Copies/alfa.txt", "1. Rent. Alfa's rent is EUR 12."], same[1]])
    archive.get_by_role("button", name="The same folder: add them as new versions").click(timeout=30_000)
    for name in ("alfa", "beta"):
        expect(row(archive, f"Copies/{name}.txt")).to_have_count(1, timeout=30_000)
    assert [one for one in journey.quiet if "409" not in one] == []
    journey.quiet.clear()
