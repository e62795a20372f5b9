from tests.web.visitor import browser, words
def test_try(house):
    house.with_lease()
    b = browser(house.ada)
    for u in ["/", "/projects/new/", "/account/", f"/p/{house.heron.pk}/", f"/p/{house.heron.pk}/documents/", f"/p/{house.heron.pk}/agreement/", f"/p/{house.heron.pk}/audit/", "/device/", "/account/sessions/", "/account/logout/", "/account/password/set/","/account/2fa/totp/activate/","/account/2fa/webauthn/add/","/account/2fa/recovery-codes/generate/", "/nope", "/account/email/"]:
        r = b.get(u)
        print(u, r.status_code, r.headers.get("Location",""), len(r.content))
    b2=browser()
    for u in ["/sign-in/","/enter/abc/","/p/x/"]:
        r = b2.get(u); print(u, r.status_code, r.headers.get("Location",""), len(r.content))
    r = b.post(f"/p/{house.heron.pk}/ask/", {"question":"When does the lease end?"}); print(r.status_code, r.headers.get("Location"))
    r = b.get(r.headers["Location"]); print(r.status_code); print(words(r))
