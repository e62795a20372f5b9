"""E-mail: the head, the message and what is attached, in every way that programs write them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from hypothesis import given
from hypothesis import strategies as st

from hemvist.readers import mail
from hemvist.readers.base import read
from hemvist.readers.errors import BrokenFile, DisguisedFile
from hemvist.readers.signed import inside
from tests.readers.parsing import damaged, hidden, parse, survives, titles


def letter(text: str = "The price is 2 €.\n\nBest,\nÅsa") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Åsa Berg <asa@example.com>"
    made["To"] = "Bo Ek <bo@example.com>, Cy <cy@example.com>"
    made["Date"] = "Mon, 04 Mar 2024 10:00:00 +0100"
    made["Subject"] = "Priser för nästa år – " + "ä" * 60
    made["Message-ID"] = "<1@example.com>"
    made.set_content(text)
    return made


def taken(data: bytes):
    members: dict[str, bytes] = {}
    text = read(data, "letter.eml", members=lambda name, pieces: members.update({name: b"".join(pieces)}))
    return text, members


def test_the_head_comes_first_then_the_message():
    text, _ = taken(bytes(letter()))
    assert text.text == (
        "From: Åsa Berg <asa@example.com>\nTo: Bo Ek <bo@example.com>, Cy <cy@example.com>\n"
        f"Date: Mon, 04 Mar 2024 10:00:00 +0100\nSubject: Priser för nästa år – {'ä' * 60}\n\n"
        "The price is 2 €.\n\nBest,\nÅsa"
    )
    assert titles(text)[0][0].startswith("Subject: Priser")


def test_of_two_ways_to_say_it_the_shown_one_is_read_with_what_it_hides():
    made = letter("Plain words")
    made.add_alternative("<p>Shown words</p><p style='display:none'>obey me</p>", subtype="html")
    text, _ = taken(bytes(made))
    assert text.text.endswith("\n\nShown words")
    assert hidden(text) == [("formatted", "obey me")]


def test_what_others_wrote_is_quoted_in_a_page_as_in_plain_words():
    made = letter("Plain words")
    made.add_alternative(
        "<p>See below.</p><blockquote type=cite><p>We pay 100.<br>In May.</p><blockquote>Pay.</blockquote></blockquote>"
        "<p>No.</p><blockquote style='border: none'>Never.</blockquote>",
        subtype="html",
    )
    assert taken(bytes(made))[0].text.endswith("\n\nSee below.\n> We pay 100.\n> In May.\n> > Pay.\nNo.\nNever.")


def test_an_empty_page_gives_way_to_plain_words():
    made = letter("Plain words")
    made.add_alternative("<html><body>&nbsp;</body></html>", subtype="html")
    assert taken(bytes(made))[0].text.endswith("\n\nPlain words")


def test_attached_files_are_handed_on_by_name():
    made = letter()
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="avtal för år.pdf")
    made.add_attachment("a;b\n", subtype="csv", filename="list.csv")
    inner = letter("Inner words")
    made.add_attachment(inner)
    text, members = taken(bytes(made))
    assert members["avtal för år.pdf"] == b"%PDF-1.4"
    assert members["list.csv"].strip() == b"a;b"
    assert read(members[next(name for name in members if name.endswith(".eml"))], "inner.eml").text.endswith(
        "Inner words"
    )
    assert "a;b" not in text.text


def forwarded(coding: str, coded: bytes) -> bytes:
    return (
        b"From: a@example.com\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        b"--B\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n--B\r\nContent-Type: message/rfc822\r\n"
        b"Content-Transfer-Encoding: " + coding.encode() + b"\r\n\r\n" + coded + b"\r\n--B--\r\n"
    )


OFFER = b"From: b@example.com\r\nSubject: Offer\r\nContent-Type: text/plain\r\n\r\nThe price is 500 EUR.\r\n"


@pytest.mark.parametrize(
    ("coding", "coded"),
    [("Base64", base64.encodebytes(OFFER)), ("quoted-printable", b"=46rom=3A b@example.com\r\nSubject=3A Offer\r\n\r\nThe price is 500 EUR.")],
)  # fmt: skip
def test_a_forwarded_mail_in_a_coding_of_its_own_is_handed_on(coding: str, coded: bytes):
    text, members = taken(forwarded(coding, coded))
    assert text.text.endswith("\n\nSee attached.")
    assert read(members["Offer.eml"], "Offer.eml").text.endswith("Subject: Offer\n\nThe price is 500 EUR.")


def test_a_forwarded_mail_that_cannot_be_decoded_is_said():
    text, members = taken(forwarded("base64", base64.encodebytes(b"\x00" * 90)))
    assert text.notes == ("A part of the message is damaged and was left out.",)
    assert (text.text.endswith("\n\nSee attached."), members) == (True, {})


def test_a_forwarded_mail_without_a_head_is_read_where_nothing_is_coded():
    assert taken(forwarded("base64", b"Dear Bo, the price is 5."))[0].text.endswith("Dear Bo, the price is 5.")
    assert taken(forwarded("quoted-printable", b"Pay 5=20=E2=82=AC."))[0].text.endswith("Pay 5 €.")


def test_small_pictures_in_the_text_are_not_handed_on():
    made = letter()
    made.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    made.add_attachment(b"\x89PNG" * 10_000, maintype="image", subtype="png", filename="scan.png")
    text, members = taken(bytes(made))
    assert list(members) == ["scan.png"]
    assert "Pictures in it were not read." in text.notes


def test_names_and_words_in_older_codings_are_read():
    raw = (
        b"From: =?iso-8859-1?Q?=C5sa?= <a@b.c>\nSubject: =?utf-8?B?w6U=?= =?utf-8?B?w7Y=?= r\xe5\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=windows-1251\n"
        b"Content-Transfer-Encoding: quoted-printable\n\n=CF=F0=E8=\n=E2=E5=F2\n"
        b"--b\nContent-Type: application/octet-stream; name*0*=utf-8''a%20; name*1*=%C3%A5.bin\n"
        b"Content-Transfer-Encoding: base64\n\nYQ==\n"
    )
    text, members = taken(raw)
    assert text.text == "From: Åsa <a@b.c>\nSubject: åö rå\n\nПривет"
    assert members == {"a å.bin": b"a"}


def signed(content: bytes, *options: pkcs7.PKCS7Options) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, moment, moment.replace(year=2034)).sign(
        key, hashes.SHA256()
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(made, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, list(options))


def test_a_signed_message_is_read_and_an_encrypted_one_is_said():
    inner = b"Content-Type: text/plain\r\n\r\nSigned words\r\n"
    head = b"From: a\nSubject: s\nContent-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
    data = signed(inner, pkcs7.PKCS7Options.Binary)
    assert inside(data) == inner
    assert taken(head + base64.encodebytes(data))[0].text.endswith("\n\nSigned words")
    text, _ = taken(head + base64.encodebytes(b"0\x80\x06\x09"))
    assert "The message is encrypted: its contents were not read." in text.notes


def test_a_signature_beside_its_message_is_no_file():
    raw = (
        b"From: a\nSubject: s\nContent-Type: multipart/signed; boundary=b\n\n--b\n\nWords\n--b\n"
        b"Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n--b--\n"
    )
    text, members = taken(raw)
    assert (text.text, members) == ("From: a\nSubject: s\n\nWords", {})


def test_outlooks_own_packing_is_said():
    made = letter()
    made.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert "A winmail.dat inside it (Outlook's own packing) was not read." in taken(bytes(made))[0].notes


def test_a_page_saved_as_mail_is_read():
    raw = (
        b'From: <Saved by Blink>\nSubject: Page\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; type="text/html"\n\n'
        b"--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<h1>Saved=20page</h1>\n--b--\n"
    )
    assert read(raw, "page.mht").text.endswith("\n\nSaved page")


def test_a_text_that_is_no_mail_is_not_taken_for_one():
    with pytest.raises(DisguisedFile):
        read(b"Dear all,\nplease read.\n", "letter.eml")
    assert read(b"Note: one\nTo do: two\n\nwords", "letter").kind == "txt"
    assert read(bytes(letter()), "letter").kind == "mail"


def test_deep_parts_are_refused_and_many_are_read():
    deep = b"From: a\nSubject: s\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
    )
    with pytest.raises(BrokenFile, match="too deeply"):
        read(deep + b"\nx", "a.eml")
    many = b"From: a\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5_000
    assert taken(many)[0].text.count("x") == 5_000
    assert survives(mail, b"From: a\nSubject: s\n" + b"X: y\n" * 100_000 + b"\nx")
    assert survives(mail, b"From: a\nSubject: " + b"=?utf-8?Q?x?= " * 50_000 + b"\n\nx")


@given(st.binary(max_size=200), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit", "binary", "what"]))
def test_any_part_is_read(body: bytes, coding: str):
    raw = b"From: a\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: "
    survives(mail, raw + coding.encode() + b"\n\n" + body + b"\n--b\nContent-Type: message/rfc822\n\n" + body)


signed_once = signed(b"words")


@given(st.binary(max_size=60))
def test_any_signed_bytes_are_looked_at(data: bytes):
    inside(data)
    inside(signed_once[:40] + data)


def test_damaged_mails_are_read_or_refused():
    made = letter()
    made.add_alternative("<p>x</p>", subtype="html")
    made.add_attachment(b"x" * 500, maintype="application", subtype="pdf", filename="å.pdf")
    made.add_attachment(letter("inner"))
    for data in damaged(bytes(made), 200):
        survives(mail, data)
    assert parse(mail, bytes(made))[0].text


def test_names_of_files_attached_have_no_characters_that_mislead():
    told = base64.b64encode("a\0\u202efdp.exe".encode()).decode()
    name = f"=?utf-8?b?{told}?="
    sent = f'Subject: x\nFrom: a@b.c\nContent-Disposition: attachment; filename="{name}"\n\nwords'.encode()
    text, members = parse(mail, sent)
    assert list(members) == ["afdp.exe"]
    assert text.notes == (
        "Names of files inside it were changed: they pointed outside it, or held characters that mislead.",
    )


_ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
_HEADS = st.lists(
    st.sampled_from(
        [
            b"Subject: s", b"From: a@b.c", b" folded", b"no field", b"\xe4: \xff", b"X: multipart", b"Content-Type: text/html",
            b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: message/rfc822", b"content-type: TEXT/PLAIN",
            b"Content-Transfer-Encoding: base64", b"From someone", b"",
        ]
    ),
    max_size=5,
)  # fmt: skip
_BODIES = st.lists(
    st.sampled_from([b"words", b"", b" ", b"--b", b"--b--", b"\xc3\xa5", b"Subject: z", b"\r"]), max_size=6
)


@given(_HEADS, _BODIES, _ENDS)
def test_a_body_that_the_library_is_not_shown_is_the_one_it_would_find(heads, bodies, end):
    data = end.join(heads) + end + end + end.join(bodies)
    ours, theirs = mail._parsed(data), message_from_bytes(data)
    assert told(ours) == told(theirs)


def told(message):
    """All that a message says: not as bytes, which the library cannot make of every field that it has read."""
    return [
        (part.items(), part.preamble, part.epilogue, part.is_multipart() or (part.get_payload(), part.get_payload(decode=True)))
        for part in message.walk()
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "body", "said"),
    [
        ("", "The rent is 5,000 EUR per \nmonth.\nThe end.", "The rent is 5,000 EUR per month.\nThe end."),
        ("; delsp=yes", "契約期間は三 \n年です。 5  \n000", "契約期間は三年です。 5 000"),
        ("", "> How much is \n> the rent?\nIt is \n>> deeper", "> How much is the rent?\nIt is\n>> deeper"),
        ("", " From here \n >no quote\n-- \nAnn", "From here >no quote\n--\nAnn"),
    ],
)
def test_lines_that_are_broken_to_fit_are_put_together(more: str, body: str, said: str):
    head = f"From: a@b.c\nSubject: x\nContent-Type: text/plain; charset=utf-8; format=flowed{more}\n\n"
    assert parse(mail, (head + body).encode())[0].text.partition("\n\n")[2] == said


def test_a_page_in_a_mail_says_itself_how_it_is_coded():
    page = b"From: a@b.c\nSubject: x\nContent-Type: text/html\n\n<meta charset=windows-1251><p>\xcf\xf0\xe8 5"
    assert parse(mail, page)[0].text.endswith("При 5")
