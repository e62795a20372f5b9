"""Plain words for what rows and logs hold as codes."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hemvist.domain.agreement import Side
from hemvist.domain.events import EventName
from hemvist.domain.permit import State
from hemvist.domain.text import Hiding

EVENTS: dict[str, str | Promise] = {
    EventName.PROJECT_OPENED: _("Project opened"),
    EventName.PROJECT_UNLOCKED: _("Project unlocked"),
    EventName.PROJECT_LOCKED: _("Project locked"),
    EventName.PROJECT_LIVE: _("Project brought live"),
    EventName.AGREEMENT_DRAWN_UP: _("Agreement drawn up"),
    EventName.AGREEMENT_PROPOSED: _("Agreement proposed"),
    EventName.AGREEMENT_WITHDRAWN: _("Proposal withdrawn"),
    EventName.AGREEMENT_SIGNED: _("Agreement signed"),
    EventName.AGREEMENT_AGREED: _("Agreed by all sides"),
    EventName.AGREEMENT_IN_FORCE: _("Agreement in force"),
    EventName.SIGNATORY_INVITED: _("Signatory invited"),
    EventName.SIGNATORY_JOINED: _("Signatory joined"),
    EventName.SIGNATORY_CHOSE_PASSKEY: _("Passkey for signing chosen"),
    EventName.MEMBERSHIP_ADDED: _("Person added"),
    EventName.DOCUMENT_RECEIVED: _("Document received"),
    EventName.DOCUMENT_READ: _("Document read"),
    EventName.DOCUMENT_REFUSED: _("Document refused"),
    EventName.DOCUMENT_SHOWN: _("Document shown"),
    EventName.DOCUMENT_DELETED: _("Document deleted"),
    EventName.INDEX_REBUILT: _("Index made anew"),
    EventName.QUESTION_ASKED: _("Question asked"),
    EventName.QUESTION_DELETED: _("Question deleted"),
    EventName.ANSWER_SHOWN: _("Answer shown"),
    EventName.ANSWER_PHRASED: _("Answer phrased"),
    EventName.PHRASING_SET: _("Phrasing switched"),
    EventName.QUESTIONS_EXPORTED: _("Questions exported"),
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
    Hiding.DELETED: _("deleted in tracked changes"),
    Hiding.COMMENT: _("a comment"),
    Hiding.SHEET: _("on a hidden sheet"),
    Hiding.ROW: _("in a hidden row or column"),
    Hiding.SLIDE: _("on a hidden slide"),
    Hiding.NOTES: _("speaker's notes"),
    Hiding.CHARACTERS: _("in characters without a shape"),
    Hiding.RUNNING: _("a header or footer"),
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
