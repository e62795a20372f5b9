"""Django's settings, from the options. Nothing in here is a secret; the secret key is unsealed at start."""

from __future__ import annotations

from hemvist.config import options
from hemvist.config.database import database
from hemvist.providers.letters import table

DATA_FOLDER = options.data_folder()
KEY_FOLDER = options.key_folder()
KEEPER_SOCKET = options.run_folder() / "keeper.sock"
RUN_FOLDER = options.run_folder()
EMBEDDER_CHOICE = options.embedder_choice()
THREADS = options.THREADS.number
MODEL_SOCKET = options.run_folder() / "speaker.sock"
MODEL_FOLDER = options.model_folder()
MODEL_CHOICE = options.model_choice()
LETTERS_FOLDER = options.model_folder() / table().name
UPLOAD_BYTES = options.UPLOAD_MB.number * 1_000_000
QUEUE = options.QUEUE.number
STANDS = options.STANDS.value
INTAKE = options.INTAKE.value.strip().lower() == "yes"
CLAMAV = options.CLAMAV.path if options.CLAMAV.value else None
SPARE_BYTES = options.SPARE_MB.number * 1_000_000

DEBUG = False
ALLOWED_HOSTS = [options.HOST.value, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "hemvist.config.urls"
ASGI_APPLICATION = "hemvist.config.asgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
# A language joins when its catalogue in web/locale is whole: a page in two languages helps nobody.
LANGUAGES = [("en", "English")]
USE_I18N = True
APPEND_SLASH = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "hemvist.web",  # before the library, so that its pages look like ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "hemvist.audit",
    "hemvist.people",
    "hemvist.projects",
    "hemvist.jobs",
    "hemvist.documents",
    "hemvist.assistant",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hemvist.web.unkept.UnkeptMiddleware",
    "hemvist.web.nul.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hemvist.people.middleware.SecondFactorMiddleware",
    "hemvist.web.errors.ErrorMiddleware",
]

DATABASES = {"default": database(options.DATABASE.value, DATA_FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits and used codes must be seen by every process: they stand in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limits"}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_ADAPTER = "hemvist.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"intake": "20/m/ip"}  # beside the library's own, of signing in
MFA_ADAPTER = "hemvist.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# No mail server is set up: mail is refused instead of printed to a log.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "hemvist.web.errors.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"https://{options.HOST.value}:{options.PORT.number}"]
LANGUAGE_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = 0 if options.HOST.value == "localhost" else 31_536_000
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": a browser then sends "Origin: null" with every form, which the check of forms refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_SELF, _NONE = "'self'", "'none'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_NONE],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": [_NONE],
        "base-uri": [_NONE],
        "object-src": [_NONE],
    }
}

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# Contents never reach a log: no request bodies, no query strings, no local variables of a traceback.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {
        "line": {
            "()": "hemvist.config.quiet.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["out"], "level": "ERROR", "propagate": False},
        # What is no request of ours is answered, and is no fault: a stranger writes no line of the log with it.
        "django.security": {"level": "CRITICAL"},
    },
}
