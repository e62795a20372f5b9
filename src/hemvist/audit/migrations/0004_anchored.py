"""A line of the log can be deleted only under an anchor that a later line tells of; anchors are never changed."""

from django.db import migrations

_LINE = "lines of the log are never changed"
_ANCHOR = "anchors of the log are never changed"
_UNTOLD = "an anchor of the log needs its last line and a line that tells of it"
_HELD = "SELECT 1 FROM audit_anchor WHERE project = OLD.project AND sequence >= OLD.sequence"
_TOLD = (
    "SELECT 1 FROM audit_event WHERE project = NEW.project AND sequence = NEW.sequence AND hash = NEW.hash "
    "AND EXISTS (SELECT 1 FROM audit_event WHERE project = NEW.project AND sequence > NEW.sequence "
    "AND name = 'log:shortened')"
)
_SQLITE = [
    "DROP TRIGGER audit_event_no_delete",
    "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event "
    f"WHEN NOT EXISTS ({_HELD}) BEGIN SELECT RAISE(ABORT, '{_LINE}'); END",
    "CREATE TRIGGER audit_anchor_told BEFORE INSERT ON audit_anchor "
    f"WHEN NOT EXISTS ({_TOLD}) BEGIN SELECT RAISE(ABORT, '{_UNTOLD}'); END",
    *(
        f"CREATE TRIGGER audit_anchor_no_{deed.lower()} BEFORE {deed} ON audit_anchor "
        f"BEGIN SELECT RAISE(ABORT, '{_ANCHOR}'); END"
        for deed in ("UPDATE", "DELETE")
    ),
]
_POSTGRESQL = [
    "DROP TRIGGER audit_event_append_only ON audit_event",
    "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR TRUNCATE ON audit_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()",
    "CREATE FUNCTION audit_event_held() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF NOT EXISTS ({_HELD}) THEN RAISE EXCEPTION '{_LINE}'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER audit_event_anchored BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_held()",
    "CREATE FUNCTION audit_anchor_checked() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF NOT EXISTS ({_TOLD}) THEN RAISE EXCEPTION '{_UNTOLD}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER audit_anchor_told BEFORE INSERT ON audit_anchor "
    "FOR EACH ROW EXECUTE FUNCTION audit_anchor_checked()",
    "CREATE FUNCTION audit_anchor_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_ANCHOR}'; END $$",
    "CREATE TRIGGER audit_anchor_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchor "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_anchor_refuse()",
]


def guard(apps, schema_editor):
    statements = _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_anchor")]
    operations = [migrations.RunPython(guard)]
