"""What the agreement does not allow is refused and not kept, what it doubts waits for a curator, the rest is pointed out."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from hemvist.audit import log
from hemvist.closing.forget import forget_document
from hemvist.documents import again, places, show
from hemvist.documents.admit import NothingFlagged, NotKeptOut, ReasonMissing, allow, confirm
from hemvist.documents.again import NotKept
from hemvist.documents.compare import File, Verdict, compare
from hemvist.documents.models import Allowed, Reading, Version
from hemvist.documents.receive import receive
from hemvist.documents.reindex import reindex
from hemvist.domain.errors import NotFound, Refused
from hemvist.domain.levels import Role
from hemvist.people.models import Person
from hemvist.projects.models import AgreementVersion, Membership, Project
from tests.house import LEASE, House, visit
from tests.readers import made
from tests.readers.made import zipped

NUMBER = "730218-1909"
WITH_NUMBER = f"{LEASE}\nTenant's contact: Anna Berg, personnummer {NUMBER}.\n"
WITH_WORD = f"{LEASE}\n5. Nobody is discriminated against on the basis of religion.\n"
WITH_MAIL = f"{LEASE}\nNotices go to anna@example.org and bo@example.org.\n"
ILL = f"{LEASE}\nMs Berg was diagnosed with diabetes.\n"


def sent(house: House, text: str, project: Project | None = None, person: Person | None = None, **told: str) -> Version:
    """Received and looked at; Cleo's level 0 project unless another is named."""
    version = house.receive(person or house.cleo, project or house.wren, text=text, **told)
    house.read()
    version.refresh_from_db()
    return version


def at_level_1(house: House) -> Project:
    """Ada's project, brought to level 1 by a new version of its agreement."""
    return at_level(house, 1)


def at_level(house: House, level: int) -> Project:
    """Ada's project at this level, by a new version of its agreement."""
    now, before = datetime.now(UTC), house.heron.agreement
    agreement = replace(before, level=level, version=before.version + 1)
    AgreementVersion.keep(house.heron, agreement, agreed=now, in_force_from=now.date())
    Project.objects.filter(pk=house.heron.pk).update(hash_in_force=agreement.hash)
    house.heron.refresh_from_db()
    return house.heron


def lines(project: Project, event: str) -> list[dict[str, object]]:
    return [dict(line.things) for line in log.lines(project.pk) if line.event == event]


def row_of(house: House, version: Version) -> show.Row:
    return show.details(visit(house.cleo), house.wren, version.document_id).newest


def test_a_number_is_refused_below_level_2_and_nothing_of_the_file_is_kept(house: House) -> None:
    version = sent(house, WITH_NUMBER)
    assert (version.state, version.refused_as, version.passages) == (Reading.REFUSED, "KeptOut", 0)
    assert places.all_of(house.wren.pk, version.pk) == []
    row = row_of(house, version)
    assert "national identity number" in row.refusal
    assert "level" in row.refusal
    assert [(one.kind.value, one.what, one.line) for one in row.found] == [("identity-number", "se", 13)]
    assert NUMBER not in f"{row}"


def test_the_log_says_by_which_clause_and_how_many_and_never_what(house: House) -> None:
    version = sent(house, WITH_NUMBER)
    (told,) = lines(house.wren, "document:looked-at")
    wanted = {"document": version.document_id, "version": version.pk, "ruling": "refuse", "clause": "level"}
    assert told == wanted | {"kind-identity-number": 1}
    assert not any(NUMBER in str(line.things) for line in log.lines(house.wren.pk))


def test_where_personal_data_is_agreed_the_same_file_is_read(house: House) -> None:
    version = sent(house, WITH_NUMBER, house.heron, house.ada)
    assert version.state == Reading.SEARCHABLE


def test_what_is_not_kept_cannot_be_read_again_and_says_so(house: House) -> None:
    version = sent(house, WITH_NUMBER)
    with pytest.raises(NotKept):
        again.read_again(visit(house.cleo), house.wren, version.document_id)


def test_a_number_in_the_name_is_refused_and_the_name_is_not_kept(house: House) -> None:
    version = sent(house, LEASE, name=f"Anna {NUMBER}.txt")
    row = row_of(house, version)
    assert version.state == Reading.REFUSED
    assert row.name == "(personal details in the name).txt"
    assert row.found[0].line == 0
    assert NUMBER not in row.refusal


def test_mail_addresses_are_pointed_out_and_the_file_is_read(house: House) -> None:
    version = sent(house, WITH_MAIL)
    assert version.state == Reading.SEARCHABLE
    assert "Found in it: 2 mail addresses." in row_of(house, version).notes


def test_a_special_category_said_of_a_person_is_refused(house: House) -> None:
    version = sent(house, ILL)
    assert (version.state, version.refused_as) == (Reading.REFUSED, "KeptOut")


def test_whoever_is_both_sides_is_asked_where_another_client_would_be_refused(house: House) -> None:
    version = sent(house, ILL, house.heron, house.ada)
    assert version.state == Reading.FLAGGED
    assert confirm(visit(house.ada), house.heron) == 1
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE


def test_a_mere_word_waits_and_one_confirmation_takes_the_whole_batch(house: House) -> None:
    project = at_level_1(house)
    first = sent(house, WITH_WORD, project, house.ada)
    second = sent(house, f"{WITH_WORD} Once more.", project, house.ada, name="other.txt")
    assert {first.state, second.state} == {Reading.FLAGGED}
    assert not list(places.folder(project.pk).glob(f"{first.pk}.text"))
    assert confirm(visit(house.ada), project) == 2
    house.read()
    for version in (first, second):
        version.refresh_from_db()
        assert version.state == Reading.SEARCHABLE
    assert len(lines(project, "document:confirmed")) == 2
    with pytest.raises(NothingFlagged):
        confirm(visit(house.ada), project)


def test_what_waits_is_found_by_nobody(house: House) -> None:
    version = sent(house, WITH_WORD, at_level_1(house), house.ada)
    with pytest.raises(NotFound):
        show.page_text(visit(house.ada), house.heron, version.pk, 1)


def test_at_level_0_a_mere_word_is_pointed_out(house: House) -> None:
    version = sent(house, WITH_WORD)
    assert version.state == Reading.SEARCHABLE
    assert "Found in it: 1 word of a special category." in row_of(house, version).notes


def test_members_confirm_nothing(house: House) -> None:
    sent(house, ILL, house.heron, house.ada)
    with pytest.raises(Refused):
        confirm(visit(house.ben), house.heron)


def test_the_owner_calls_a_false_alarm_and_the_same_file_is_taken(house: House) -> None:
    refused = sent(house, WITH_NUMBER)
    with pytest.raises(ReasonMissing):
        allow(visit(house.cleo), house.wren, refused.document_id, " ")
    allow(visit(house.cleo), house.wren, refused.document_id, "An order number of ours.")
    (told,) = lines(house.wren, "document:allowed")
    assert told["kinds"] == "identity-number"
    row = Allowed.objects.get()
    assert b"order number" not in bytes(row.sealed_reason)
    assert sent(house, WITH_NUMBER, name="again.txt").state == Reading.SEARCHABLE
    assert sent(house, f"{WITH_NUMBER} Changed.", name="changed.txt").state == Reading.REFUSED


def test_a_false_alarm_is_the_owners_to_call_and_only_where_there_was_an_alarm(house: House) -> None:
    refused = sent(house, WITH_NUMBER)
    Membership.objects.create(project=house.wren, person=house.ben, role=Role.CURATOR)
    with pytest.raises(Refused):
        allow(visit(house.ben), house.wren, refused.document_id, "It is none.")
    read = sent(house, LEASE, name="fine.txt")
    with pytest.raises(NotKeptOut):
        allow(visit(house.cleo), house.wren, read.document_id, "It is none.")


def test_a_false_alarm_ends_with_the_document_that_it_is_about(house: House) -> None:
    refused = sent(house, WITH_NUMBER)
    allow(visit(house.cleo), house.wren, refused.document_id, "An order number of ours.")
    forget_document(visit(house.cleo), house.wren, refused.document_id)
    assert not Allowed.objects.exists()
    assert sent(house, WITH_NUMBER).state == Reading.REFUSED


def test_a_refused_file_counts_as_sent_until_it_is_called_a_false_alarm(house: House) -> None:
    refused = sent(house, WITH_NUMBER)
    file = File("x/lease.txt", hashlib.sha256(WITH_NUMBER.encode()).digest(), 1)
    assert compare(visit(house.cleo), house.wren, [file])[0].verdict is Verdict.SAME
    allow(visit(house.cleo), house.wren, refused.document_id, "An order number of ours.")
    assert compare(visit(house.cleo), house.wren, [file])[0].verdict is not Verdict.SAME


def test_a_refused_file_is_to_be_sent_again_once_the_agreement_allows_what_it_holds(house: House) -> None:
    def put() -> Version:
        made = receive(visit(house.ada), house.heron, "lease.txt", [WITH_NUMBER.encode()], place="x/lease.txt")
        house.read()
        return Version.objects.get(pk=made.pk)

    file = File("x/lease.txt", hashlib.sha256(WITH_NUMBER.encode()).digest(), 1)
    at_level_1(house)
    refused = put()
    at_level(house, 0)
    assert compare(visit(house.ada), house.heron, [file])[0].verdict is Verdict.SAME
    at_level(house, 3)
    told = compare(visit(house.ada), house.heron, [file])[0]
    assert (told.verdict, told.document) == (Verdict.CHANGED, refused.document_id)
    taken = put()
    assert (taken.document_id, taken.number, taken.state) == (refused.document_id, 2, Reading.SEARCHABLE)
    assert compare(visit(house.ada), house.heron, [file])[0].version == taken.pk


def test_a_refused_file_is_to_be_sent_again_as_a_class_that_such_data_is_listed_for(house: House) -> None:
    rows = house.heron.agreement.data
    unlisted = replace(rows[0], name="bare", personal=False)
    now, before = datetime.now(UTC), house.heron.agreement
    agreement = replace(before, version=before.version + 1, data=(replace(rows[0], personal=True), unlisted))
    AgreementVersion.keep(house.heron, agreement, agreed=now, in_force_from=now.date())
    Project.objects.filter(pk=house.heron.pk).update(hash_in_force=agreement.hash)
    house.heron.refresh_from_db()
    assert sent(house, WITH_NUMBER, house.heron, house.ada).state == Reading.REFUSED
    digest = hashlib.sha256(WITH_NUMBER.encode()).digest()
    files = [File("x/lease.txt", digest, 1, of) for of in ("", "bare", rows[0].name)]
    verdicts = [one.verdict for one in compare(visit(house.ada), house.heron, files)]
    assert verdicts[:2] == [Verdict.SAME, Verdict.SAME]
    assert verdicts[2] is not Verdict.SAME


def test_of_a_hundred_places_and_more_each_kind_is_remembered(house: House) -> None:
    many = "\n".join(f"Anna Berg, personnummer {NUMBER}." for _ in range(120))
    version = sent(house, f"{LEASE}\n{many}\nMs Berg was diagnosed with diabetes.\n")
    found = row_of(house, version).found
    assert [one.kind.value for one in found[99:]] == ["identity-number", "special-category"]


def test_what_was_taken_in_under_an_earlier_agreement_is_not_thrown_away_by_reading_it_again(house: House) -> None:
    version = sent(house, WITH_NUMBER, house.heron, house.ada)
    at_level_1(house)
    reindex(visit(house.ada), house.heron)
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.REFUSED
    assert places.original(house.heron.pk, version.pk).exists()


def test_an_archive_does_not_keep_what_was_refused_in_it(house: House) -> None:
    archive = zipped(**{"lease.txt": LEASE.encode(), "people.txt": WITH_NUMBER.encode()})
    version = receive(visit(house.cleo), house.wren, "all.zip", [archive])
    house.read()
    states = dict(Version.objects.filter(origin=version).values_list("ordinal", "state"))
    assert states == {1: Reading.SEARCHABLE, 2: Reading.REFUSED}
    assert not places.original(house.wren.pk, version.pk).exists()
    reindex(visit(house.cleo), house.wren)
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.SEARCHABLE
    assert Version.objects.filter(origin=version, state=Reading.SEARCHABLE).count() == 1


def test_hidden_text_is_looked_at_too(house: House) -> None:
    page = f"<html><body><p>{LEASE}</p><p style='display:none'>personnummer {NUMBER}</p></body></html>"
    version = receive(visit(house.cleo), house.wren, "page.html", [page.encode()])
    house.read()
    version.refresh_from_db()
    assert version.state == Reading.REFUSED
    assert row_of(house, version).found[0].hidden


def _workbook(title: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    book.active.append(["Lease", "Rent"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_name_of_a_sheet_is_looked_at_and_the_files_name_stays(house: House) -> None:
    version = receive(visit(house.cleo), house.wren, "rents.xlsx", [_workbook(f"Anna {NUMBER}")])
    house.read()
    version.refresh_from_db()
    row = row_of(house, version)
    assert (version.state, version.refused_as, row.name) == (Reading.REFUSED, "KeptOut", "rents.xlsx")
    assert [(one.page, one.line, str(one)) for one in row.found] == [
        (1, 0, "identity-number (se): the name of sheet 1")
    ]


@pytest.mark.parametrize("part", ["header2", "footer1"])
def test_what_stands_at_the_head_or_foot_of_a_letters_pages_is_looked_at(house: House, part: str) -> None:
    version = receive(visit(house.cleo), house.wren, "a.docx", [made.docx(made.p(LEASE), **{part: made.p(NUMBER)})])
    house.read()
    version.refresh_from_db()
    assert (version.state, version.refused_as) == (Reading.REFUSED, "KeptOut")
    assert [(one.kind.value, one.hidden) for one in row_of(house, version).found] == [("identity-number", True)]


def test_what_a_picture_is_said_to_show_is_looked_at(house: House) -> None:
    drawn = f'<w:p><w:r><w:drawing><wp:docPr xmlns:wp="x" id="1" descr="passport, {NUMBER}"/></w:drawing></w:r></w:p>'
    version = receive(visit(house.cleo), house.wren, "a.docx", [made.docx(made.p(LEASE) + drawn)])
    house.read()
    version.refresh_from_db()
    assert (version.state, version.refused_as) == (Reading.REFUSED, "KeptOut")


@pytest.mark.parametrize("name", [f"Anna {NUMBER}.txt", f"Anna_{NUMBER.replace('-', '_')}.pdf"])
def test_a_file_that_cannot_be_read_keeps_no_name_that_the_agreement_refuses(house: House, name: str) -> None:
    version = receive(visit(house.cleo), house.wren, name, [b"%PDF-1.7 broken \0\1\2"])
    house.read()
    version.refresh_from_db()
    row = row_of(house, version)
    assert version.state == Reading.REFUSED
    assert version.refused_as != "KeptOut"
    assert row.name.startswith("(personal details in the name)")
    assert "730218" not in f"{row}"


def test_a_file_that_cannot_be_read_keeps_its_name_where_that_is_agreed(house: House) -> None:
    version = receive(visit(house.ada), house.heron, f"Anna {NUMBER}.pdf", [b"%PDF-1.7 broken"])
    house.read()
    row = show.details(visit(house.ada), house.heron, version.document_id).newest
    assert (row.state, row.name) == (Reading.REFUSED, f"Anna {NUMBER}.pdf")
