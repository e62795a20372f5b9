"""The addresses of the pages. The library's own pages that are not offered are closed here, before its addresses."""

from django.urls import path, re_path

from hemvist.web.views import account, agreement, asking, device, documents, embedders, entering, home, models, reading

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", entering.sign_in, name="sign-in"),
    path("enter/<str:secret>/", entering.enter, name="enter"),
    path("account/", account.account, name="account"),
    path("account/2fa/", account.to_account, name="second-factors"),
    path("account/2fa/webauthn/", account.to_account, name="passkeys"),
    path("account/devices/<int:device>/sign-out/", account.sign_out_device, name="sign-out-device"),
    re_path(
        r"^account/(?:signup|email|confirm-email|password/reset|login/code|inactive)/.*$", account.closed, name="closed"
    ),
    path("device/", device.device, name="device"),
    path("models/", models.models, name="models"),
    path("models/embedder/<str:name>/", embedders.choose_embedder, name="choose-embedder"),
    path("models/<str:name>/", models.choose, name="choose-model"),
    path("projects/new/", home.new_project, name="new-project"),
    path("p/<str:project>/", asking.ask, name="ask"),
    path("p/<str:project>/unlock/", home.unlock, name="unlock"),
    path("p/<str:project>/lock/", home.lock, name="lock"),
    path("p/<str:project>/ask/", asking.put, name="put"),
    path("p/<str:project>/questions.json", asking.export, name="export"),
    path("p/<str:project>/q/<str:question>/", asking.answer, name="answer"),
    path("p/<str:project>/q/<str:question>/delete/", asking.delete_question, name="delete-question"),
    path("p/<str:project>/q/<str:question>/c/<int:number>/page.png", asking.page_picture, name="quote-picture"),
    path("p/<str:project>/documents/", documents.documents, name="documents"),
    path("p/<str:project>/documents/add/", documents.add, name="add"),
    path("p/<str:project>/documents/states/", documents.states, name="states"),
    path("p/<str:project>/documents/report.csv", reading.report, name="report"),
    path("p/<str:project>/documents/<str:document>/", documents.document, name="document"),
    path("p/<str:project>/documents/<str:document>/state/", documents.state, name="document-state"),
    path("p/<str:project>/documents/<str:document>/hidden/", reading.hidden, name="hidden"),
    path("p/<str:project>/documents/<str:document>/reading/", reading.reading, name="reading"),
    path("p/<str:project>/documents/<str:document>/join/", reading.join, name="join"),
    path("p/<str:project>/documents/<str:document>/replace/", documents.add, name="replace"),
    path("p/<str:project>/documents/<str:document>/delete/", documents.delete, name="delete"),
    path(
        "p/<str:project>/documents/<str:document>/<str:version>/<int:page>.png",
        documents.page_picture,
        name="page-picture",
    ),
    path("p/<str:project>/agreement/", agreement.agreement, name="agreement"),
    path("p/<str:project>/audit/", agreement.audit, name="log"),
]
