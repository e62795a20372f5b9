"""Plain words for what rows and logs hold as codes."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hemvist.domain.agreement import Side
from hemvist.domain.events import EventName
from hemvist.domain.expected import Outcome
from hemvist.domain.permit import State
from hemvist.domain.personal import Category, Kind
from hemvist.domain.text import Hiding

EVENTS: dict[str, str | Promise] = {
    EventName.PROJECT_OPENED: _("Project opened"),
    EventName.PROJECT_UNLOCKED: _("Project unlocked"),
    EventName.PROJECT_LOCKED: _("Project locked"),
    EventName.PROJECT_LIVE: _("Project brought live"),
    EventName.AGREEMENT_DRAWN_UP: _("Agreement drawn up"),
    EventName.AGREEMENT_PROPOSED: _("Agreement proposed"),
    EventName.AGREEMENT_WITHDRAWN: _("Proposal withdrawn"),
    EventName.AGREEMENT_DISCARDED: _("Draft discarded"),
    EventName.AGREEMENT_SIGNED: _("Agreement signed"),
    EventName.AGREEMENT_AGREED: _("Agreed by all sides"),
    EventName.AGREEMENT_IN_FORCE: _("Agreement in force"),
    EventName.AGREEMENT_NOT_KEPT: _("Cannot be kept here: the project is not served"),
    EventName.AGREEMENT_KEPT_AGAIN: _("Can be kept here again"),
    EventName.SIGNATORY_INVITED: _("Signatory invited"),
    EventName.SIGNATORY_JOINED: _("Signatory joined"),
    EventName.SIGNATORY_CHOSE_PASSKEY: _("Passkey for signing chosen"),
    EventName.SIGNATORY_NAMED: _("Signatory's name given"),
    EventName.MEMBERSHIP_ADDED: _("Person added"),
    EventName.MEMBERSHIP_ENDED: _("Person removed"),
    EventName.GRANT_ASKED: _("Operator asks to see contents"),
    EventName.GRANT_GIVEN: _("Operator may see contents"),
    EventName.GRANT_ENDED: _("Operator's grant ended"),
    EventName.CONCERN_RECORDED: _("Incident or request recorded"),
    EventName.CONCERN_SETTLED: _("Incident or request settled"),
    EventName.DOCUMENT_RECEIVED: _("Document received"),
    EventName.DOCUMENT_CUT_DOWN: _("Fields dropped"),
    EventName.DOCUMENT_STRIPPED: _("File's properties taken out"),
    EventName.DOCUMENT_READ: _("Document read"),
    EventName.DOCUMENT_REFUSED: _("Document refused"),
    EventName.DOCUMENT_LOOKED_AT: _("Personal details found"),
    EventName.DOCUMENT_CONFIRMED: _("Document confirmed"),
    EventName.DOCUMENT_ALLOWED: _("False alarm noted"),
    EventName.DOCUMENT_AUDIENCE_SET: _("Who may see a document set"),
    EventName.DOCUMENT_SHOWN: _("Document shown"),
    EventName.DOCUMENT_DELETED: _("Document deleted"),
    EventName.VERSION_FELL_DUE: _("Version out of its agreed days"),
    EventName.VERSION_KEPT_AGAIN: _("Version within its agreed days again"),
    EventName.VERSION_DELETED: _("Version deleted"),
    EventName.VERSION_TAKEN_OUT: _("File taken out"),
    EventName.CLOCK_DOUBTED: _("The clock is not believed: nothing is deleted by it"),
    EventName.CLOCK_BELIEVED: _("The clock is believed again"),
    EventName.CLOCK_CONFIRMED: _("Date confirmed at the machine"),
    EventName.LOG_SHORTENED: _("Older lines of the log deleted"),
    EventName.KEY_MOVED: _("Key put behind a passphrase"),
    EventName.DOCUMENT_JOINED: _("Made the next version of another document"),
    EventName.DOCUMENT_SEPARATED: _("Made a document of its own again"),
    EventName.DOCUMENT_TOLD_APART: _("Told apart from another document"),
    EventName.RELATION_PROPOSED: _("Seems to change another document"),
    EventName.RELATION_SET: _("Said to change another document"),
    EventName.RELATION_DECLINED: _("Said not to change another document"),
    EventName.RELATION_UNDONE: _("What was said of two documents taken back"),
    EventName.INDEX_EXCHANGED: _("Index exchanged for a new one"),
    EventName.JOB_CANCELLED: _("Reading cancelled"),
    EventName.JOB_RETRIED: _("Reading begun again"),
    EventName.MODEL_CHOSEN: _("Language model chosen"),
    EventName.EMBEDDER_CHOSEN: _("Embedder chosen"),
    EventName.INDEX_REBUILT: _("Index made anew"),
    EventName.QUESTION_ASKED: _("Question asked"),
    EventName.QUESTION_DELETED: _("Question deleted"),
    EventName.ANSWER_SHOWN: _("Answer shown"),
    EventName.ANSWER_PHRASED: _("Answer phrased"),
    EventName.PHRASING_SET: _("Phrasing switched"),
    EventName.QUESTIONS_EXPORTED: _("Questions exported"),
    EventName.LIST_EXPORTED: _("List over documents exported"),
    EventName.DOCUMENTS_EXPORTED: _("List of documents exported"),
    EventName.KEPT_QUESTION_SET: _("Kept question set"),
    EventName.KEPT_QUESTION_REMOVED: _("Kept question removed"),
    EventName.KEPT_QUESTIONS_EXPORTED: _("Kept questions exported"),
    EventName.RESULTS_EXPORTED: _("Results of kept questions exported"),
    EventName.RUN_BEGUN: _("Run of kept questions begun"),
    EventName.RUN_FINISHED: _("Run of kept questions finished"),
    EventName.RUN_STOPPED: _("Run of kept questions stopped"),
    EventName.PASSAGES_FOUND: _("Passages found"),
    EventName.ACT_REFUSED: _("Act refused"),
    EventName.PERSON_SIGNED_IN: _("Signed in"),
    EventName.PERSON_SIGN_IN_FAILED: _("Sign-in failed"),
    EventName.DEVICE_ADMITTED: _("Device admitted"),
    EventName.DEVICE_SIGNED_OUT: _("Device signed out"),
}

HIDING: dict[str, str | Promise] = {
    Hiding.WHITE: _("in the colour of the paper"),
    Hiding.TINY: _("too small to be seen"),
    Hiding.OFF_PAGE: _("off the page"),
    Hiding.COVERED: _("covered by something else"),
    Hiding.INVISIBLE: _("drawn invisibly"),
    Hiding.FORMATTED: _("formatted as hidden"),
    Hiding.DELETED: _("deleted in tracked changes or struck out"),
    Hiding.COMMENT: _("a comment"),
    Hiding.SHEET: _("on a hidden sheet"),
    Hiding.ROW: _("in a hidden row or column"),
    Hiding.SLIDE: _("on a hidden slide"),
    Hiding.NOTES: _("speaker's notes"),
    Hiding.CHARACTERS: _("in characters without a shape"),
    Hiding.RUNNING: _("a header or footer"),
    Hiding.DESCRIBED: _("the description of a picture"),
}

FOUND: dict[str, str | Promise] = {
    Kind.IDENTITY_NUMBER: _("national identity number"),
    Kind.IBAN: _("account number (IBAN)"),
    Kind.CARD: _("payment card number"),
    Kind.PHONE: _("telephone number"),
    Kind.MAIL: _("mail address"),
    Kind.SPECIAL: _("special category, said of a person"),
    Kind.WORD: _("word of a special category"),
}

CATEGORIES: dict[str, str | Promise] = {
    Category.HEALTH: _("health"),
    Category.RELIGION: _("religion or belief"),
    Category.ORIGIN: _("racial or ethnic origin"),
    Category.POLITICS: _("political opinion"),
    Category.UNION: _("trade union membership"),
    Category.SEX_LIFE: _("sex life or orientation"),
    Category.GENETIC: _("genetic data"),
    Category.BIOMETRIC: _("biometric data"),
}

STATES: dict[str, str | Promise] = {
    State.DRAFT: _("a draft, and nothing binds yet"),
    State.PROPOSED: _("proposed and waits for signatures"),
    State.AGREED: _("agreed and not live yet"),
    State.LIVE: _("live"),
    State.ENDING: _("ending"),
    State.ENDED: _("ended"),
}

SIDES: dict[str, str | Promise] = {Side.CLIENT: _("client"), Side.OPERATOR: _("operator")}

OUTCOMES: dict[str, str | Promise] = {
    Outcome.RIGHT: _("right"), Outcome.DECLINED: _("rightly declined"),
    Outcome.WRONG: _("wrong"), Outcome.UNANSWERED: _("not answered"),
    Outcome.LOST: _("its document is not here"), "": _("not asked yet"),
}  # fmt: skip
"""What came of a kept question."""
