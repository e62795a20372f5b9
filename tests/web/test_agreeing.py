"""The intake's page: a file too large, a file that is no agreement, and a file that is one."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hemvist.domain.agreement import toml
from hemvist.projects.models import Project
from tests.domain.agreements import HERON
from tests.house import House
from tests.web.visitor import browser, words


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"#" * 10_000_000, "bytes were sent"), (b"#" * 300_000, "more than 200,000"), (b"level = <b>", "not TOML"), (b"\xff", "not TOML")],
    ids=["10 MB", "300 kB", "no TOML", "no text"],
)  # fmt: skip
def test_a_file_that_is_no_agreement_says_why_and_opens_nothing(house: House, data: bytes, said: str) -> None:
    before = Project.objects.count()
    answer = browser(house.cleo).post("/agreements/new/", {"title": "x", "file": SimpleUploadedFile("a.toml", data)})
    assert answer.status_code == 422
    assert said in words(answer)
    assert "<b>" not in words(answer).replace('<b class="on">', "")
    assert Project.objects.count() == before


def test_a_file_that_is_one_becomes_the_draft_with_its_comments(house: House) -> None:
    file = SimpleUploadedFile("a.toml", ("# ours\n" + toml.write(HERON)).encode())
    client = browser(house.cleo)
    answer = client.post("/agreements/new/", {"title": "Leases", "file": file})
    assert answer.status_code == 302
    page = words(client.get(answer.headers["Location"]))
    assert "What may be agreed here" in page
    assert "# ours" in words(client.get(answer.headers["Location"] + "draft/"))
