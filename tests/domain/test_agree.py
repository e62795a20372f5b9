"""A sentence against its quotes: what agrees in four languages, and every way to say what they do not say."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.agree import LONGEST, Quote, Reason, disagreements
from hemvist.domain.clauses import language
from hemvist.domain.wording import alike

RENT = "The Tenant shall pay a rent of EUR 12,000 a month, in advance."
TERM = "The lease begins on 1 October 2019 and ends on 30 September 2027."
TAXES = "The Landlord shall pay property taxes and the Tenant shall pay utilities."
SUBLET = "The Tenant shall not sublet the premises but may assign the lease with the Landlord's prior written consent."
TWICE = (
    "Subject to early termination of this Agreement pursuant to Sections 7.2, 7.3 or 7.4, this Agreement shall become "
    "effective as of the Effective Date and shall continue until its expiration or earlier termination."
)
WITHOUT = "The Tenant shall not, without the Landlord's prior written consent, sublet the premises."
CAP = "The Supplier's total liability shall not exceed EUR 100,000 unless the damage was caused by gross negligence."


USERS = "The licence covers 50 users in Sweden and 20 in Norway."
HOLIDAY = "Employees get 25 days of holiday, 30 from the age of 40."


def reasons(quote: str, sentence: str, tongue: str = "en") -> frozenset[Reason]:
    return disagreements(sentence, tongue, [Quote(quote, language(quote))])


@pytest.mark.parametrize(
    ("quote", "tongue", "sentence"),
    [
        (RENT, "en", "The Tenant pays a rent of EUR 12,000 a month in advance."),
        (RENT, "en", "The rent is EUR 12,000 a month."),
        (RENT, "sv", "Hyresgästen ska betala en hyra på 12 000 EUR i månaden."),
        (RENT, "de", "Der Mieter zahlt eine Miete von 12.000 EUR im Monat."),
        (RENT, "fr", "Le locataire paie un loyer de 12 000 euros par mois."),
        (TERM, "en", "The lease ends on 30 September 2027."),
        (TERM, "sv", "Hyresavtalet upphör den 30 september 2027."),
        (TAXES, "en", "Utilities shall be paid by the Tenant."),
        (SUBLET, "en", "The Tenant may assign the lease with the Landlord's prior written consent."),
        (WITHOUT, "en", WITHOUT),
        (CAP, "en", CAP),
        (USERS, "en", "The licence covers 50 users in Sweden."),
        ("The rent was EUR 900 a month and the Tenant paid it.", "en", "The rent was EUR 900 a month."),
        ("The price is under EUR 40 a unit.", "en", "The price is under EUR 40 a unit."),
        (TWICE, "en", TWICE),
        (f"9.1 Term. {TWICE} It is in force.", "en", TWICE),
    ],
)
def test_what_a_quote_says_agrees(quote: str, tongue: str, sentence: str) -> None:
    assert reasons(quote, sentence, tongue) == frozenset()


@pytest.mark.parametrize(
    ("quote", "sentence", "why"),
    [
        (RENT, "The rent is EUR 12,001 a month.", Reason.VALUE),
        (RENT, "The rent is EUR 12,000.", Reason.BOUND),
        (RENT, "The rent is at least EUR 12,000 a month.", Reason.BOUND),
        (RENT, "The Landlord shall pay a rent of EUR 12,000 a month.", Reason.PARTY),
        (RENT, "The Tenant may pay a rent of EUR 12,000 a month.", Reason.POLARITY),
        (RENT, "The Tenant shall pay a rent of EUR 12,000 a month, or nothing.", Reason.POLARITY),
        (RENT, "The Tenant shall pay a rent of EUR 12,000 a month if asked.", Reason.WORD),
        (RENT, "If the Tenant pays a rent.", Reason.CONDITION),
        (TERM, "The lease begins on 30 September 2027.", Reason.BINDING),
        (TERM, "The lease ends before 30 September 2027.", Reason.BOUND),
        (TAXES, "The Landlord shall pay utilities.", Reason.ROLE),
        (TAXES, "Property taxes shall be paid by the Tenant.", Reason.ROLE),
        (SUBLET, "The Tenant may assign the lease.", Reason.CONDITION),
        (SUBLET, "The Tenant may sublet the premises with the Landlord's prior written consent.", Reason.POLARITY),
        (WITHOUT, "The Tenant may, without the Landlord's prior written consent, sublet the premises.", Reason.POLARITY),
        (WITHOUT, "The Tenant shall not sublet the premises.", Reason.CONDITION),
        (CAP, "The Supplier's total liability shall exceed EUR 100,000 unless the damage was caused by gross negligence.", Reason.BOUND),
        ("Notice goes from the Buyer to the Seller.", "Notice goes to the Buyer from the Seller.", Reason.PARTY),
        ("The Buyer may return or repair the goods.", "The Buyer may return and repair the goods.", Reason.WORD),
        ("The English version prevails over the Swedish version.", "The Swedish version prevails over the English version.", Reason.ORDER),
        ("The annex prevails over the agreement.", "The agreement prevails over the annex.", Reason.ORDER),
        ("The Tenant is indemnified by the Landlord.", "The Tenant indemnifies the Landlord.", Reason.ROLE),
        (RENT, "The rent is under EUR 12,000 a month.", Reason.BOUND),
        (RENT, "The rent is about EUR 12,000 a month.", Reason.BOUND),
        (RENT, "The rent is from EUR 12,000 a month.", Reason.BOUND),
        (RENT, "The rent was EUR 12,000 a month.", Reason.POLARITY),
        ("Until 2024 the rent was EUR 900 a month.", "The rent is EUR 900 a month.", Reason.POLARITY),
        (USERS, "The licence covers 50 users in Norway.", Reason.BINDING),
        (USERS, "The licence covers 50 users.", Reason.BINDING),
        (HOLIDAY, "Employees get 25 days of holiday from the age of 40.", Reason.BINDING),
    ],
)  # fmt: skip
def test_what_a_quote_does_not_say_is_withheld_for_its_reason(quote: str, sentence: str, why: Reason) -> None:
    assert why in reasons(quote, sentence), reasons(quote, sentence)


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("Leverantören får inte överlåta avtalet.", "Leverantören får överlåta avtalet."),
        ("Leverantören behöver inte betala vite.", "Leverantören får inte betala vite."),
        ("Hyresgästen svarar för el och hyresvärden svarar för vatten.", "Hyresgästen svarar för vatten."),
        ("Kunden ska betala minst 500 kr.", "Kunden ska betala högst 500 kr."),
        ("Hyran är 4 500 kr i månaden.", "Hyran är under 4 500 kr i månaden."),
        ("Hyran är 4 500 kr i månaden.", "Hyran var 4 500 kr i månaden."),
        ("Hyran är 4 500 kr i månaden exklusive moms.", "Hyran är 4 500 kr i månaden."),
        (
            "Uppsägningstiden är sex månader för hyresvärden och tre månader för hyresgästen.",
            "Uppsägningstiden är sex månader.",
        ),
    ],
)
def test_the_same_holds_in_swedish(quote: str, sentence: str) -> None:
    assert disagreements(quote, "sv", [Quote(quote, "sv")]) == frozenset()
    assert disagreements(sentence, "sv", [Quote(quote, "sv")])


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("Der Mieter darf die Räume nicht untervermieten.", "Der Mieter darf die Räume untervermieten."),
        ("Der Mieter muss die Räume nicht reinigen.", "Der Mieter darf die Räume nicht reinigen."),
        ("Der Käufer zahlt die Fracht, der Verkäufer zahlt den Zoll.", "Der Käufer zahlt den Zoll."),
        ("Die Frist beträgt mindestens drei Monate.", "Die Frist beträgt höchstens drei Monate."),
        ("Die Miete beträgt 2.500 Euro im Monat.", "Die Miete beträgt über 2.500 Euro im Monat."),
        ("Die Miete beträgt 2.500 Euro im Monat zuzüglich Umsatzsteuer.", "Die Miete beträgt 2.500 Euro im Monat."),
    ],
)
def test_the_same_holds_in_german(quote: str, sentence: str) -> None:
    assert disagreements(quote, "de", [Quote(quote, "de")]) == frozenset()
    assert disagreements(sentence, "de", [Quote(quote, "de")])


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("Le locataire ne peut pas céder le bail.", "Le locataire peut céder le bail."),
        ("Le bailleur n'est pas tenu de réparer.", "Le bailleur ne peut pas réparer."),
        ("Le vendeur paie le transport et l'acheteur paie la douane.", "Le vendeur paie la douane."),
    ],
)
def test_the_same_holds_in_french(quote: str, sentence: str) -> None:
    assert disagreements(quote, "fr", [Quote(quote, "fr")]) == frozenset()
    assert disagreements(sentence, "fr", [Quote(quote, "fr")])


def test_a_sentence_without_quotes_or_without_anything_said_is_withheld() -> None:
    assert disagreements("The rent is due.", "en", []) == {Reason.UNCITED}
    assert reasons(RENT, "The agreement states the date.") == {Reason.EMPTY}
    assert reasons(RENT, "") == {Reason.EMPTY}
    assert reasons(RENT, "rent " * LONGEST) == {Reason.LENGTH}


def test_a_negation_of_another_language_than_the_text_was_taken_for_is_never_passed_over() -> None:
    assert disagreements("Interest is due.", "en", [Quote("Interest is not due.", "fr")]) == {Reason.LANGUAGE}
    assert disagreements("Interest is inte due.", "en", [Quote("Interest is due.", "en")])


PARTIES = st.sampled_from(["Tenant", "Landlord", "Buyer", "Seller", "Supplier", "Customer"])
VERBS = st.sampled_from(["pay the fees", "insure the goods", "inform the authority", "repair the roof"])
MODALS = st.sampled_from(["shall", "may", "shall not", "need not", "must"])


@given(PARTIES, MODALS, VERBS, PARTIES, MODALS, VERBS, PARTIES, MODALS, VERBS)
def test_of_two_claims_only_those_that_were_made_agree(
    one: str, how: str, what: str, two: str, how2: str, what2: str, who: str, claimed: str, done: str
) -> None:
    """However subjects, modals and deeds are put together again, only the two claims of the quote are released."""
    quote = f"The {one} {how} {what}, and the {two} {how2} {what2}."
    plain = {"must": "shall"}
    made = {(one, plain.get(how, how), what), (two, plain.get(how2, how2), what2)}
    agrees = not reasons(quote, f"The {who} {claimed} {done}.")
    if agrees:
        assert (who, plain.get(claimed, claimed), done) in made


@given(st.text(max_size=80), st.sampled_from(["en", "sv", "de", "fr"]))
def test_whatever_is_said_nothing_is_released_that_holds_another_number(text: str, tongue: str) -> None:
    assert disagreements(f"The rent is 77 {text}", tongue, [Quote("The rent is 78.", "en")])


@given(st.text(alphabet="aeilrst ", min_size=3, max_size=40))
def test_words_that_no_quote_holds_are_withheld(text: str) -> None:
    if text.strip():
        assert reasons("XXXXX", f"Zebra {text}")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("insure", "insurance", True), ("terminate", "termination", True), ("lease", "leases", True), ("rent", "rents", True),
        ("lease", "least", False), ("limit", "limitless", False), ("convenience", "convert", False), ("norrglim", "norrgard", False),
        ("employer", "employee", False), ("frist", "fristlos", False), ("pay", "payee", False),
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one_and_likenesses_are_not(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


@pytest.mark.parametrize(
    "text", ["not " * 900, "a, " * 1200, "if " * 1200, "1 " * 900, "The Tenant and " * 260, "’" * 3900]
)
def test_hostile_quotes_cost_no_more_than_their_length(text: str) -> None:
    began = time.process_time()
    disagreements("The Tenant shall pay EUR 1 and EUR 2 and EUR 3.", "en", [Quote(text[:1000], "en")])
    disagreements(text[:LONGEST], "en", [Quote(text[:1000], "en")])
    assert time.process_time() - began < 3
