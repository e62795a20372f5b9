"""A host that is agreed cannot be taken for another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.agreement.hosts import alike, host_objection, range_objection


@pytest.mark.parametrize(
    "host", ["api.model.example", "xn--bcher-kva.example", "a1.b-2.se", "xn--rksmrgs-5wao1o.se", "1and1.de"]
)
def test_a_plain_name_serves(host: str) -> None:
    assert host_objection(host) is None


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("аpi.example.org", "letters outside a to z"), ("xn--80ak6aa92e.com", "CYRILLIC"), ("xn--pi-7kc.example", "CYRILLIC"),
        ("ⓔxample.org", "letters outside"), ("example。org", "letters outside"), ("EXAMPLE.org", "small letters"),
        ("example.org.", "ends in a dot"), ("user@example.org", "user's name"), ("a:b@example.org", "user's name"),
        ("https://example.org", "address of a page"), ("example.org/x", "address of a page"), ("example.org:443", "a port"),
        ("127.0.0.1", "IP address"), ("0x7f.1", "IP address"), ("0177.0.0.1", "IP address"), ("2130706433", "IP address"),
        ("[::ffff:127.0.0.1]", "IPv6"), ("::ffff:7f00:1", "IPv6"), ("localhost", "inside one network"),
        ("printer.local", "inside one network"), ("*.example.org", "A star"), ("exa%6dple.org", "encoded"), ("", "1 to 253"),
        ("a" * 64 + ".org", "1 to 63"), (".".join(["ab"] * 90), "1 to 253"), ("-a.org", "no part"), ("a..org", "no part"),
        ("xn--a.org", "can pass for another"), ("xn--.org", "no part"), ("ab--c.org", "xn-- form"), ("example.org\n", "no part"),
        ("xn--exampe-7db.org", "LATIN"),
    ],
)  # fmt: skip
def test_a_name_that_can_be_taken_for_another_is_refused(host: str, told: str) -> None:
    assert told in (host_objection(host) or "nothing")


@pytest.mark.parametrize("host", ["localhost", "hemvist", "hemvist.local"])
def test_the_page_itself_may_have_a_name_of_one_network_only(host: str) -> None:
    assert host_objection(host)
    assert host_objection(host, inside=True) is None


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(host: str) -> None:
    for why in (host_objection(host), range_objection(host)):
        assert why is None or why.endswith(".")


@pytest.mark.parametrize(
    "pair",
    [
        ("example.org", "exarnple.org"),
        ("paypal.example", "paypa1.example"),
        ("model.example", "m0del.example"),
        ("bucher.example", "xn--bcher-kva.example"),
    ],
)
def test_two_names_that_look_alike_are_noticed(pair: tuple[str, str]) -> None:
    assert len(list(alike(pair))) == 1


def test_different_names_are_left_alone() -> None:
    assert list(alike(["api.model.example", "mail.model.example", "model.example"])) == []


@pytest.mark.parametrize("text", ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/48"])
def test_a_plain_range_serves(text: str) -> None:
    assert range_objection(text) is None


@pytest.mark.parametrize(
    "text", ["10.0.0.1/8", "0.0.0.0/0", "::/0", "10.0.0.0/7", "::ffff:10.0.0.0/104", "2002:0a00::/48", "10/8", "x", "2001:DB8::/48"]
)  # fmt: skip
def test_a_range_that_says_something_else_is_refused(text: str) -> None:
    assert range_objection(text)
