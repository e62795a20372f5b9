"""Lists made clause by clause: renewal by itself, caps on liability, last days and lengths of notice, in four languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemvist.domain.condition import Verdict
from hemvist.domain.matter import Matter
from hemvist.domain.survey import Survey, heard, survey

RENEWS = "Which contracts renew automatically?"
CAPS = "Which contracts cap liability?"
IN_2027 = "Which contracts end in 2027?"
LONG = "Which contracts have a notice period longer than 6 months?"


def wanted(question: str) -> Survey:
    found = survey(question)
    assert found is not None
    return found


def said(question: str, *sentences: str) -> str:
    told = heard(wanted(question), sentences)
    return told[1].value if told else "silent"


@pytest.mark.parametrize(
    "sentence",
    [
        "Sägs avtalet inte upp i rätt tid förlängs det med fem år i taget.",
        "I annat fall förlängs avtalet med tre år för varje gång.",
        "Avtalet förlängs automatiskt med ett år om det inte sägs upp.",
        "If it is not terminated in time, it is extended by one year.",
        "It is renewed for one year at a time unless either party gives written notice six months before the end of the period.",
        "Unless either party gives notice before the end of the term, the lease shall be extended by three years.",
        "This agreement shall automatically renew for successive periods of one year.",
        "Without notice the term is extended by three years at a time.",
        "Wird er nicht gekündigt, verlängert er sich um ein Jahr.",
        "Andernfalls verlängert er sich um jeweils ein Jahr.",
        "Der Vertrag verlängert sich automatisch, sofern er nicht gekündigt wird.",
        "À défaut de dénonciation, le contrat est reconduit pour un an.",
        "Le contrat est renouvelé par tacite reconduction.",
    ],
)
def test_what_goes_on_where_nobody_stops_it_renews_by_itself(sentence: str) -> None:
    assert said(RENEWS, sentence) == "yes"
    assert said("Vilka avtal förnyas automatiskt?", sentence) == "yes"
    assert said("Which contracts do not renew automatically?", sentence) == "no"


@pytest.mark.parametrize(
    "sentence",
    [
        "It is not renewed automatically; the parties meet to discuss a new agreement.",
        "The lease shall not be extended.",
        "There is no automatic renewal.",
        "Avtalet förlängs inte automatiskt.",
        "Avtalet upphör utan föregående uppsägning vid avtalstidens förlängningsfria utgång.",
        "Der Vertrag verlängert sich nicht.",
        "Eine stillschweigende Verlängerung ist nicht vorgesehen; keine automatische Verlängerung.",
        "Il ne se renouvelle pas tacitement.",
        "Le contrat n'est pas reconduit.",
        "Beställaren har rätt att förlänga avtalet med ett år i taget genom skriftligt meddelande.",
        "The Client may extend the Assignment by six months, by written notice.",
        "Die Mieterin kann zweimal die Verlängerung um drei Jahre verlangen (Option).",
        "Le contrat peut être renouvelé d'un commun accord.",
    ],
)
def test_what_is_denied_or_left_to_somebody_does_not_renew_by_itself(sentence: str) -> None:
    assert said(RENEWS, sentence) == "no"


@pytest.mark.parametrize(
    "sentence",
    [
        "The processing lasts as long as the agreement, until 31 December 2028 unless it is renewed.",
        "If the agreement is not renewed, the stock is bought back.",
        "In the event that the agreement is not renewed, the deposit is due.",
        "Unless earlier terminated, this Agreement shall extend until the fourth anniversary.",
        "If a breach of this agreement is not curable in time, the period is extended by thirty days.",
        "Wenn sich der Vertrag nicht verlängert, gibt der Lieferant die Daten heraus.",
        "Om avtalet inte förlängs ska lokalen återställas.",
        "The term is extended and ends on 30 September 2027, unless ended earlier under this lease.",
    ],
)
def test_what_only_speaks_of_renewal_has_to_be_read(sentence: str) -> None:
    assert said(RENEWS, sentence) == "read"


def test_a_warranty_that_is_extended_is_no_renewal() -> None:
    assert said(RENEWS, "Except as set forth in this Agreement, the Supplier extends no warranty.") == "silent"


def test_an_option_beside_a_renewal_by_itself_takes_nothing_from_it_and_a_denial_does() -> None:
    goes_on = "The lease is renewed for one year at a time."
    assert said(RENEWS, "The Tenant may extend the lease once.", goes_on) == "yes"
    assert said(RENEWS, goes_on, "The lease shall not be renewed.") == "read"


def test_an_option_is_a_renewal_where_that_is_asked() -> None:
    assert said("Which contracts can be renewed?", "The Client may extend the agreement by six months.") == "yes"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Each party's total liability is limited to SEK 5,000,000 for each calendar year.", "yes"),
        ("The Consultant is liable for damage, up to SEK 2,500,000 in total.", "yes"),
        ("Leverantörens ansvar är begränsat till 2 000 000 kronor.", "yes"),
        ("Die Haftung des Auftragnehmers ist auf 500.000 Euro je Schadensfall begrenzt.", "yes"),
        ("La responsabilité du Prestataire est limitée à 500 000 euros par année.", "yes"),
        ("The total liability shall not exceed the fees paid in the preceding year.", "yes"),
        ("Die verschuldensunabhängige Haftung für Mängel bei Vertragsschluss ist ausgeschlossen.", "read"),
        ("Neither party is liable for indirect loss.", "read"),
        ("Leverantören ansvarar inte för indirekt skada.", "read"),
        ("Im Übrigen haftet er nur für den vorhersehbaren Schaden.", "read"),
        ("The Supplier has liability insurance of at least SEK 20,000,000, limited to each claim.", "silent"),
        ("The rent is limited to SEK 5,000 a month.", "silent"),
    ],
)
def test_a_cap_is_told_from_an_exclusion(sentence: str, verdict: str) -> None:
    assert said(CAPS, sentence) == verdict


def test_an_exclusion_limits_liability_and_a_cap_stands_beside_it() -> None:
    none = "Neither party is liable for indirect loss."
    assert said("Which contracts limit liability?", none) == "yes"
    assert said(CAPS, none, "A party's liability is limited to EUR 5,000.") == "yes"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("The term is extended and shall end on 30 September 2027, unless ended earlier.", "yes"),
        ("Avtalet gäller från och med den 1 april 2024 till och med den 31 mars 2027.", "yes"),
        ("Hyrestiden är från den 1 januari 2025 till den 31 december 2029.", "no"),
        ("Das Mietverhältnis endet am 31. August 2030.", "no"),
        ("Der Vertrag läuft bis zum 31.12.2027.", "yes"),
        ("Le bail est conclu du 1er avril 2024 au 31 mars 2027.", "yes"),
        ("Il prend fin le 31 décembre 2027.", "yes"),
        ("Der Vertrag läuft ab dem 1. Juli 2025 für drei Jahre.", "no"),
        ("The agreement runs from 1 July 2024 for three years.", "yes"),
        ("The agreement begins on 1 July 2025 and runs for three years from that day.", "no"),
        ("The agreement runs from 1 January 2025 for three years.", "read"),
        ("The agreement runs for three years.", "read"),
        ("Hyran ska årligen justeras med konsumentprisindex, med oktober månad 2023 som basmånad.", "silent"),
        ("The prices of this agreement are fixed until 31 December 2027.", "silent"),
        ("Under this agreement the Supplier keeps a stock until 31 December 2027.", "silent"),
        ("The guarantee expires on 31 December 2027.", "silent"),
        ("Until 31 December 2027 the Recipient shall not approach the tenants.", "silent"),
        ("The agreement is dated 3 May 2027.", "silent"),
    ],
)
def test_the_last_day_is_that_of_the_contract_and_of_nothing_else(sentence: str, verdict: str) -> None:
    assert said(IN_2027, sentence) == verdict
    assert said("Vilka avtal går ut 2027?", sentence) == verdict


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Which contracts end before 1 September 2027?", "no"),
        ("Which contracts end before 1 October 2027?", "yes"),
        ("Which contracts expire after 2026?", "yes"),
        ("Which contracts end in August 2027?", "no"),
        ("Which contracts end in September 2027?", "yes"),
        ("Which contracts expire before the end of 2027?", "yes"),
        ("Which contracts end between 2025 and 2028?", "yes"),
        ("Vilka avtal löper ut under 2027?", "yes"),
        ("Welche Verträge laufen 2028 aus?", "no"),
        ("Quels contrats prennent fin en 2027 ?", "yes"),
        ("Which contracts end next year?", "read"),
    ],
)
def test_the_day_asked_for_is_read_as_it_is_meant(question: str, verdict: str) -> None:
    assert said(question, "The lease ends on 30 September 2027.") == verdict


def test_a_day_that_is_written_counts_before_one_that_is_counted() -> None:
    told = heard(wanted(IN_2027), ["The lease runs from 1 May 2025 for two years.", "It ends on 31 August 2027."])
    assert told == (1, Verdict.YES, "31 August 2027")


@pytest.mark.parametrize(
    ("sentence", "verdict", "value"),
    [
        ("Uppsägningstiden är tolv månader.", "yes", "tolv månader"),
        ("Uppsägningstiden är en månad.", "no", "en månad"),
        ("Die Kündigungsfrist beträgt ein Monat.", "no", "ein Monat"),
        ("Die Kündigungsfrist beträgt dreizehn Monate.", "yes", "dreizehn Monate"),
        ("Le préavis est d'un mois.", "no", "un mois"),
        ("Le contrat peut être résilié moyennant un préavis de dix-huit mois.", "yes", "dix-huit mois"),
        ("Either party may end it by a month's notice.", "no", "a month"),
        ("The notice period is sixteen months.", "yes", "sixteen months"),
        ("Uppsägning ska ske nio månader före utgången, annars förlängs avtalet med tre år.", "yes", "nio månader"),
    ],
)
def test_lengths_of_notice_are_read_in_words(sentence: str, verdict: str, value: str) -> None:
    told = heard(wanted(LONG), [sentence])
    assert told is not None
    assert (told[1].value, told[2]) == (verdict, value)


@pytest.mark.parametrize(
    "sentence",
    [
        "A party may terminate it if a breach is not remedied within 30 days of notice.",
        "The Processor gives sixty days' written notice before it adds a sub-processor.",
        "Meddelande om försening lämnas inom sju månader.",
    ],
)
def test_other_notices_are_no_notice_periods(sentence: str) -> None:
    assert said(LONG, sentence) == "silent"


@pytest.mark.parametrize(
    "question",
    [
        "Vilka avtal har längre uppsägningstid än 6 månader?",
        "Welche Verträge haben eine längere Kündigungsfrist als sechs Monate?",
        "Which contracts have a longer notice period than six months?",
        "Quels contrats ont un préavis de plus de six mois ?",
    ],
)
def test_a_comparison_is_read_around_what_it_compares(question: str) -> None:
    assert wanted(question).matter is Matter.NOTICE
    assert said(question, "Uppsägningstiden är tre månader.") == "no"


def test_what_may_be_ended_by_a_day_is_no_question_of_the_last_day() -> None:
    assert wanted("Which contracts can be terminated before 2027?").matter is not Matter.LAST_DAY


@given(st.lists(st.text(max_size=300), max_size=4))
def test_any_sentences_are_taken_without_a_fault(sentences: list[str]) -> None:
    for question in (RENEWS, CAPS, IN_2027, LONG):
        told = heard(wanted(question), sentences)
        assert told is None or (0 <= told[0] < len(sentences) and told[1] in Verdict)


@given(
    st.sampled_from(
        ["renew ", "not ", "unless ", "förlängs ", "sich ", "until ", "au ", "notice ", "limit ", "en ", "1 "]
    )
)
def test_long_sentences_take_no_longer_than_their_length(word: str) -> None:
    assert said(RENEWS, word * 400) in {"yes", "no", "read", "silent"}
    assert said(IN_2027, word * 400 + "1 May 2027") in {"yes", "no", "read", "silent"}
