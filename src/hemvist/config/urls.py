"""Every address: pages of the web room, the command line's API, and the sign-in library's pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("hemvist.web.urls")),  # first: it closes some of the library's addresses
    path("account/", include("allauth.urls")),
    path("api/", include("hemvist.api.urls")),
]
handler400 = "hemvist.web.errors.unreadable"
handler404 = "hemvist.web.errors.not_found"
handler500 = "hemvist.web.errors.failed"
