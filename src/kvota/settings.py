"""Everything kvota reads from its surroundings, in one place: the only reader of the environment."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kvota.database import database_from_url, sqlite_settings, use_fixed_sqlite

use_fixed_sqlite()

PACKAGE = Path(__file__).parent
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class SettingRefused(SystemExit):
    """A setting has a value kvota does not understand. One clear line, no start."""


def _flag(name: str) -> bool:
    value = os.environ.get(name, "0")
    if value not in {"0", "1", ""}:
        raise SettingRefused(f"{name} is {value!r}; write 1 or 0")
    return value == "1"


def _text(name: str, default: str = "") -> str:
    """A value, or the content of the file that NAME_FILE names (for secrets)."""
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name, default)
    if not Path(file).is_file():
        raise SettingRefused(f"{name}_FILE names {file}, which is not a file")
    return Path(file).read_text().strip()


@dataclass(frozen=True)
class CompanySignIn:
    """The sign-in a company has already (OpenID Connect), if kvota may use it."""

    issuer: str
    client: str
    secret: str
    name: str
    trusts_addresses: bool


@dataclass(frozen=True)
class Surroundings:
    """The environment as kvota understood it."""

    data: Path
    port: int
    production: bool
    database_url: str
    fixed_now: datetime | None
    secret_key: str
    hosts: tuple[str, ...]
    address: str
    contact: str
    debug: bool
    company_sign_in: CompanySignIn | None

    @property
    def answers_only_here(self) -> bool:
        """Whether it answers this computer alone: not in production, beyond loopback, or under a name."""
        return not self.production and self.address in LOOPBACK and not self.hosts

    def of_a_copy(self, data: Path) -> dict[str, str]:
        """The environment of a command with a database and a key of its own in another folder."""
        ours = ("DATABASE_URL", "KVOTA_SECRET", "KVOTA_PRODUCTION")
        left_out = {*ours, *(f"{name}_FILE" for name in ours)}
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        return kept | {"KVOTA_DATA": str(data)}


def _data_folder() -> Path:
    given = os.environ.get("KVOTA_DATA")
    if given:
        return Path(given).expanduser().resolve()
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "kvota"


def _port() -> int:
    value = os.environ.get("PORT", "8000")
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SettingRefused(f"PORT is {value!r}; expected a number from 1 to 65535")
    return int(value)


def _fixed_now(production: bool) -> datetime | None:
    value = os.environ.get("KVOTA_NOW", "")
    if not value or production:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise SettingRefused(
            f"KVOTA_NOW is {value!r}; expected a time such as 2026-11-18T10:00+03:00"
        ) from None


def _secret_key(data: Path, production: bool) -> str:
    """The given key, or one made once for this data folder and kept readable for its owner only."""
    given = _text("KVOTA_SECRET")
    if given:
        if production and len(given) < 32:
            raise SettingRefused("KVOTA_SECRET is shorter than 32 characters; make a longer one")
        return given
    file = data / "secret.key"
    if not file.exists():
        try:
            _write_key(file)
        except OSError as fault:
            raise SettingRefused(f"{file} cannot be written ({fault.strerror}); give KVOTA_SECRET") from None
    return file.read_text().strip()


def _write_key(file: Path) -> None:
    """Write a new key aside and then name it: another process of the same start would read half a key."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(secrets.token_urlsafe(50))
    try:
        os.link(aside, file)
    except FileExistsError:  # the other one was first: its key is the one
        pass
    except OSError:  # a disk without links
        os.replace(aside, file)
    aside.unlink(missing_ok=True)


def _made(data: Path) -> Path:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SettingRefused(
            f"KVOTA_DATA is {data}, which cannot be a folder ({fault.strerror}); name one you may write to"
        ) from None
    return data


def _database(url: str, data: Path) -> dict[str, Any]:
    try:
        return database_from_url(url) if url else sqlite_settings(data / "kvota.sqlite3")
    except ValueError as fault:
        raise SettingRefused(f"DATABASE_URL cannot be used: {fault}") from None


def _company_sign_in() -> CompanySignIn | None:
    """All of it or nothing. A plain address is taken from this machine only: a token would travel open."""
    issuer, client = os.environ.get("KVOTA_OIDC_ISSUER", ""), os.environ.get("KVOTA_OIDC_CLIENT", "")
    secret = _text("KVOTA_OIDC_SECRET")
    if not (issuer or client or secret):
        return None
    if not (issuer and client and secret):
        raise SettingRefused(
            "KVOTA_OIDC_ISSUER, KVOTA_OIDC_CLIENT and KVOTA_OIDC_SECRET belong together; set all or none"
        )
    address = urlsplit(issuer)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
        raise SettingRefused(f"KVOTA_OIDC_ISSUER is {issuer!r}; expected an address with https://")
    return CompanySignIn(
        issuer=issuer,
        client=client,
        secret=secret,
        name=os.environ.get("KVOTA_OIDC_NAME", "").strip() or address.hostname or issuer,
        trusts_addresses=_flag("KVOTA_OIDC_TRUSTS_ADDRESSES"),
    )


def read_surroundings() -> Surroundings:
    """Read the environment once. Raises SettingRefused for a value that cannot be understood."""
    production = _flag("KVOTA_PRODUCTION")
    data = _made(_data_folder())
    hosts = tuple(host for host in os.environ.get("KVOTA_HOSTS", "").split(",") if host)
    return Surroundings(
        data=data,
        port=_port(),
        production=production,
        database_url=_text("DATABASE_URL"),
        fixed_now=_fixed_now(production),
        secret_key=_secret_key(data, production),
        hosts=hosts,
        address=os.environ.get("KVOTA_ADDRESS", "127.0.0.1"),
        contact=os.environ.get("KVOTA_CONTACT", "").strip(),
        debug=_flag("KVOTA_DEBUG") and not production,
        company_sign_in=_company_sign_in(),
    )


KVOTA = read_surroundings()

SECRET_KEY = KVOTA.secret_key
DEBUG = KVOTA.debug
ALLOWED_HOSTS = [*KVOTA.hosts, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in KVOTA.hosts]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "kvota.records",
    "kvota.web",
    "kvota.language",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kvota.web.welcome.tour.TourWatch",
    "kvota.web.seat_in_force.SeatInForce",
    "kvota.web.eye.SumsOutOfSight",
    "kvota.web.worded_refusals.WordedRefusals",
    "kvota.web.offline.queued_answers.QueuedAnswers",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kvota.web.urls"
WSGI_APPLICATION = "kvota.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kvota.web.page_frame.page_frame",
            ],
        },
    }
]

DATABASES = {"default": _database(KVOTA.database_url, KVOTA.data)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False  # with IMMEDIATE every page view would queue for the write lock

AUTH_USER_MODEL = "records.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "sesame.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_PATH = "/sign-in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "sign-in"
SESAME_MAX_AGE = 3 * 24 * 3600
SESAME_ONE_TIME = True
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "kvota.web.account.locked_out.name_tried"
AXES_LOCKOUT_CALLABLE = "kvota.web.account.locked_out.locked_out"
# The page says when the lock ends; who tries on meanwhile must not make that untrue.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

SESSION_COOKIE_NAME = "kvota_session"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "kvota_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = KVOTA.production
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if KVOTA.production else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does it; a laptop has none
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KVOTA.production else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("zh-hans", "简体中文"), ("bg", "Български")]
LOCALE_PATHS = [PACKAGE / "language" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# The built files are part of the package: nothing is collected, so nothing can be forgotten.
STATIC_ROOT = PACKAGE / "web" / "static"
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = KVOTA.debug
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
MAX_IMPORT_BYTES = 200 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
SILENCED_SYSTEM_CHECKS = ["urls.W005"]
FORMAT_MODULE_PATH = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "kvota.web.broken.ReferenceInLog"}},
    "formatters": {"line": {"format": "%(message)s%(reference)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["reference"], "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "ERROR"}},
}
