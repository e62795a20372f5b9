"""Twelve made-up contracts of a company that does not exist, and questions to ask of them: what a demo opens with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

KINDS = (".pdf", ".docx", ".txt")


@dataclass(frozen=True)
class Example:
    """A question worth asking; the file that answers it and words its quotation must contain, or None for both."""

    question: str
    language: str
    file: str | None
    phrase: str | None


PROJECT, ARCHIVE = "Lindhagen leases", "Skarnholt archive"
"""The demo's two projects: these contracts, and part of the generated archive (``made/archive``)."""

QUESTIONS = (
    Example(
        "How is the rent of the Storgatan lease indexed?",
        "en",
        "Storgatan-14-Amendment-2-2023.pdf",
        "the index figure of October 2022 as the new base",
    ),
    Example(
        "Which law governs the supply agreement?",
        "en",
        "Supply-Agreement-Tallmora-2024.pdf",
        "governed by Swedish law",
    ),
    Example(
        "What damages are due for late delivery?",
        "en",
        "Supply-Agreement-Tallmora-2024.pdf",
        "1 per cent of the price of the delayed Products",
    ),
    Example(
        "How many named users does the Kvistbyte licence cover?",
        "en",
        "Software-Licence-Kvistbyte-2022.pdf",
        "at most 120 Named Users",
    ),
    Example(
        "How quickly must the processor tell us about a personal data breach?",
        "en",
        "Data-Processing-Terms-Molnhage-2025.docx",
        "no later than 24 hours after becoming aware",
    ),
    Example(
        "What happens if the distributor buys less than the minimum purchase?",
        "en",
        "Distribution-Agreement-Hoebrecht-2025.pdf",
        "20 per cent of the shortfall",
    ),
    Example("Does the software licence give us a right to the source code in escrow?", "en", None, None),
    Example("How many parking spaces come with Storgatan 14?", "en", None, None),
    Example(
        "Hur ofta ska fönstren putsas enligt städavtalet?",
        "sv",
        "Stadavtal-Glansa-2025.docx",
        "Två gånger om året, i april och september",
    ),
    Example(
        "Får hyresgästen på Storgatan 14 hyra ut lokalen i andra hand?",
        "sv",
        "Hyreskontrakt-Storgatan-14-2019.pdf",
        "utan Hyresvärdens skriftliga samtycke",
    ),
    Example(
        "Wie hoch ist die Bankbürgschaft, die die Mieterin stellen muss?",
        "de",
        "Mietvertrag-Erlenbruck-2023.pdf",
        "Bankbürgschaft über 39.330 Euro",
    ),
    Example(
        "Quel est le préavis si le client veut résilier le contrat de maintenance ?",
        "fr",
        "Contrat-de-prestation-Corbraie-2024.pdf",
        "préavis écrit de quatre mois",
    ),
)


ARCHIVE_QUESTIONS = (
    Example(
        "Which law governs the employment contract of Maribel Ostwyck?",
        "en",
        "Employment contract - M Ostwyck.pdf",
        "governed by the law of England and Wales",
    ),
    Example(
        "Vilken lag gäller för leveransavtalet med Mossvreten?",
        "sv",
        "Leveransavtal Mossvreten Gjuteri.pdf",
        "Svensk rätt ska tillämpas",
    ),
    Example(
        "Wie lang muss ein Passwort sein?",
        "de",
        "Richtlinie Informationssicherheit.odt",
        "mindestens 15 Zeichen",
    ),
    Example("Who may approve business class flights?", "en", None, None),
)

EXAMPLES = {PROJECT: QUESTIONS, ARCHIVE: ARCHIVE_QUESTIONS}
"""By project: what to try there."""


def made_up() -> Iterator[tuple[str, bytes]]:
    """Yields each contract as (file name, bytes), in the order of their names."""
    for path in sorted(files(__name__).joinpath("files").iterdir(), key=lambda found: found.name):
        if path.name.endswith(KINDS):
            yield path.name, path.read_bytes()
