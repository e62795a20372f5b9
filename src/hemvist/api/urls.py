"""The API's addresses; described in docs/api.md, and a test sees to it."""

from django.urls import path

from hemvist.api import agreeing, concerns, kept, people, relations, retention, views
from hemvist.api.door import endpoint, open_to_all

app_name = "api"
_PROJECT = "projects/<str:project>/"

urlpatterns = [
    path("device/code", open_to_all(views.device_code), name="device-code"),
    path("device/token", open_to_all(views.device_token), name="device-token"),
    path("me", endpoint(get=views.me, delete=views.leave), name="me"),
    path("projects", endpoint(get=views.projects, post=views.open_project), name="projects"),
    path("projects/<str:project>", endpoint(get=views.project), name="project"),
    path(_PROJECT + "agreement", endpoint(get=agreeing.agreement), name="agreement"),
    path(_PROJECT + "agreement/check", endpoint(post=agreeing.check), name="agreement-check"),
    path(_PROJECT + "agreement/<str:number>", endpoint(get=agreeing.version), name="agreement-version"),
    path(_PROJECT + "people", endpoint(get=people.people), name="people"),
    path(_PROJECT + "people/<str:member>", endpoint(delete=people.remove), name="remove-person"),
    path(_PROJECT + "people/<str:member>/again", endpoint(post=people.let_in_again), name="person-again"),
    path(_PROJECT + "grants", endpoint(get=people.grants, post=people.ask_grant), name="grants"),
    path(_PROJECT + "grants/<str:grant>/end", endpoint(post=people.end_grant), name="end-grant"),
    path(_PROJECT + "concerns", endpoint(get=concerns.concerns, post=concerns.record), name="concerns"),
    path(_PROJECT + "concerns/<str:concern>/settle", endpoint(post=concerns.settle), name="settle-concern"),
    path(_PROJECT + "unlock", endpoint(post=views.unlock), name="unlock"),
    path(_PROJECT + "guard", endpoint(post=views.guard), name="guard"),
    path(_PROJECT + "lock", endpoint(post=views.lock), name="lock"),
    path(_PROJECT + "reindex", endpoint(post=views.reindex), name="reindex"),
    path(_PROJECT + "documents", endpoint(get=views.documents, put=views.add_document), name="documents"),
    path(
        _PROJECT + "documents/<str:document>",
        endpoint(get=views.document, delete=views.delete_document),
        name="document",
    ),
    path(_PROJECT + "retention", endpoint(get=retention.coming), name="retention"),
    path(
        _PROJECT + "documents/<str:document>/audience",
        endpoint(get=views.document_audience, put=views.set_document_audience),
        name="document-audience",
    ),
    path(_PROJECT + "preview", endpoint(put=views.preview_document), name="preview"),
    path(_PROJECT + "confirm", endpoint(post=views.confirm_documents), name="confirm"),
    path(_PROJECT + "documents/<str:document>/allow", endpoint(post=views.allow_document), name="document-allow"),
    path(_PROJECT + "likely", endpoint(get=views.likely_pairs), name="likely"),
    path(_PROJECT + "compare", endpoint(post=views.compare_files), name="compare"),
    path(_PROJECT + "documents/<str:document>/likely", endpoint(get=views.likely_versions), name="document-likely"),
    path(_PROJECT + "documents/<str:document>/succeed", endpoint(post=views.succeed_document), name="document-succeed"),
    path(_PROJECT + "documents/<str:document>/apart", endpoint(post=views.tell_documents_apart), name="document-apart"),
    path(
        _PROJECT + "documents/<str:document>/separate", endpoint(post=views.separate_version), name="document-separate"
    ),
    path(_PROJECT + "relations", endpoint(get=relations.relations, post=relations.relate), name="relations"),
    path(_PROJECT + "relations/look", endpoint(post=relations.look), name="look-for-relations"),
    path(_PROJECT + "relations/<str:relation>/decline", endpoint(post=relations.decline), name="decline-relation"),
    path(_PROJECT + "relations/<str:relation>/undo", endpoint(post=relations.undo), name="undo-relation"),
    path(_PROJECT + "jobs", endpoint(get=views.jobs), name="jobs"),
    path(_PROJECT + "jobs/<str:job>/cancel", endpoint(post=views.cancel_job), name="cancel-job"),
    path(_PROJECT + "jobs/<str:job>/retry", endpoint(post=views.retry_job), name="retry-job"),
    path(_PROJECT + "ask", endpoint(post=views.put_question), name="ask"),
    path(_PROJECT + "questions", endpoint(get=views.questions), name="questions"),
    path(_PROJECT + "questions/<str:question>/on", endpoint(post=views.go_on), name="go-on"),
    path(_PROJECT + "kept", endpoint(get=kept.kept, post=kept.keep), name="kept"),
    path(_PROJECT + "kept/table", endpoint(get=kept.save, put=kept.bring), name="kept-table"),
    path(_PROJECT + "kept/<str:kept>", endpoint(put=kept.change, delete=kept.remove), name="kept-question"),
    path(_PROJECT + "runs", endpoint(post=kept.run), name="runs"),
    path(_PROJECT + "runs/<str:run>/on", endpoint(post=kept.go_on), name="go-on-run"),
    path(_PROJECT + "find", endpoint(post=views.find), name="find"),
    path(_PROJECT + "audit", endpoint(get=views.audit), name="audit"),
]
