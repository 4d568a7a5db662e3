"""Settings of Avatar Studio; every environment variable is described in docs/settings.md."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from avatarsite import env, token_settings
from avatarsite import limits_settings as limits
from avatarsite import trust_settings as trust
from avatarsite.databases import database, is_mongodb, mongodb_settings
from avatarsite.sign_in_settings import *  # noqa: F403 (settings are one flat namespace)
from media_jobs.mail_server import server_of

REPOSITORY: Final = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("AVATAR_DATA_DIR", REPOSITORY / "data")

# -- Site ------------------------------------------------------------------------------------

DEBUG = env.flag("AVATAR_DEBUG")
SECRET_KEY = env.secret("AVATAR_SECRET_KEY", DATA_DIR / "secret-key")
SERVE_HOST = env.text("AVATAR_HOST", "127.0.0.1")
SERVE_PORT = env.integer("AVATAR_PORT", 8000, minimum=1)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.items("AVATAR_ALLOWED_HOSTS")]
if SERVE_HOST not in ("0.0.0.0", "::", "*"):  # noqa: S104 (names that stand for every address)
    ALLOWED_HOSTS.append(SERVE_HOST)
SITE_URL = env.site_url("AVATAR_SITE_URL")  # empty: where `serve` listens
if SITE_URL:
    ALLOWED_HOSTS.append(urlsplit(SITE_URL).hostname or "")
ROOT_URLCONF = "avatarsite.urls"
ASGI_APPLICATION = "avatarsite.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "Avatar Studio"
SITE_PASSWORD_WORDS = ["password", "avatar", "admin", "owner"]  # besides the name

INSTALLED_APPS = [
    "avatarsite",
    "accounts",
    "media_jobs",
    "studio",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.mfa",
]

MIDDLEWARE = [
    "avatarsite.middleware.guard_the_api",
    "django.middleware.security.SecurityMiddleware",
    "avatarsite.middleware.StaticFiles",
    "avatarsite.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "media_jobs.rates.limit_requests",
    "accounts.middleware.live_session",
    "accounts.middleware.bearer_files",
    "accounts.middleware.set_up_first",
    "accounts.middleware.local_time",
    "accounts.middleware.leaving_first",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.mfa.staff_middleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPOSITORY / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# -- Database, cache, live updates -------------------------------------------------------------

DATABASES = {"default": database("AVATAR_DATABASE_URL", DATA_DIR / "avatar-studio.sqlite3")}
if is_mongodb(DATABASES["default"]):
    globals().update(mongodb_settings(INSTALLED_APPS))
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

CACHES = limits.CACHES

# -- Security ----------------------------------------------------------------------------------

HTTPS = env.flag("AVATAR_HTTPS")  # reached over https only, as a public site must be
BEHIND_PROXY = env.flag("AVATAR_BEHIND_PROXY")  # a proxy of ours sets X-Forwarded-*

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
USE_X_FORWARDED_HOST = BEHIND_PROXY
SILENCED_SYSTEM_CHECKS = [
    # Both bind the other names of the owner's domain, about which this site must not decide.
    "security.W005",  # HSTS for subdomains
    "security.W021",  # HSTS preload list
]

# -- Accounts ----------------------------------------------------------------------------------

ACCOUNTS_SETUP_TOKEN_FILE = DATA_DIR / "setup-token"
SIMPLE_JWT = token_settings.simple_jwt(SECRET_KEY)
WEBHOOKS, WEBHOOKS_PRIVATE = token_settings.WEBHOOKS, token_settings.WEBHOOKS_PRIVATE
ACCOUNTS_LEAVING_STEPS = limits.ACCOUNTS_LEAVING_STEPS
ACCOUNTS_PICTURE_MAKER = limits.ACCOUNTS_PICTURE_MAKER
ACCOUNT_GRACE_DAYS, EXPORTS_DAYS = limits.ACCOUNT_GRACE_DAYS, limits.EXPORTS_DAYS
RATES_API_PER_MINUTE = limits.RATES_API_PER_MINUTE
RATES_REQUESTS_PER_MINUTE = limits.RATES_REQUESTS_PER_MINUTE

# -- Language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- Files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [REPOSITORY / "static"]
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
# Beside the media folder, so that what was sent is moved there rather than copied.
FILE_UPLOAD_TEMP_DIR = env.private_folder(env.private_folder(DATA_DIR) / "incoming")
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "avatarsite.static.StaticStorage"},
}
WHITENOISE_USE_FINDERS = True  # names without a hash work as well, so nothing has to be built
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.auth.BearerAuthentication",
        "accounts.auth.ApiSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "media_jobs.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "media_jobs.api_errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_THROTTLE_CLASSES": ["media_jobs.throttles.ApiThrottle"],
    "DEFAULT_THROTTLE_RATES": limits.THROTTLE_RATES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Avatar Studio",
    "DESCRIPTION": "Videos of a presenter who says your words.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "avatarsite.schema.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "AvatarKindEnum": "media_jobs.models.Avatar.Kind",
        "UploadKindEnum": "media_jobs.models.Upload.Kind",
        "PurposeEnum": "media_jobs.models.Upload.Purpose",
        "JobStateEnum": "media_jobs.models.MediaJob.State",
        "ErrandStateEnum": "media_jobs.transcript_serializers.STATES",
        "VideoKindEnum": "media_jobs.models.Video.Kind",
        "JobKindEnum": "media_jobs.models.MediaJob.Kind",
        "PlaceEnum": "media_jobs.serializers.PLACES",
        "EngineEnum": "media_jobs.engines.ENGINES",
    },
}

# -- Jobs --------------------------------------------------------------------------------------

JOBS_BROKER_URL = env.text("AVATAR_BROKER_URL")  # empty: a worker inside the web process
JOBS_TIME_LIMIT = env.integer("AVATAR_JOB_TIME_LIMIT", 3600, minimum=1)  # seconds
JOBS_MEMORY_LIMIT_MB = env.integer("AVATAR_JOB_MEMORY_LIMIT_MB", 3000, minimum=100)
JOBS_MAX_TEXT_LENGTH = env.integer("AVATAR_MAX_TEXT_LENGTH", 20_000, minimum=1)  # characters
JOBS_TRASH_DAYS = env.integer("AVATAR_TRASH_DAYS", 7)  # a deleted video can come back so long
JOBS_CACHE_MB = env.integer("AVATAR_CACHE_MB", 2000)  # of what was found out about videos
JOBS_TRACKS_DIR = DATA_DIR / "cache" / "tracks"
UPLOADS_MAX_MB = env.integer("AVATAR_MAX_UPLOAD_MB", 500, minimum=1)
UPLOADS_MAX_RECORDING_SECONDS = env.integer("AVATAR_MAX_RECORDING_SECONDS", 3600, minimum=1)
UPLOADS_MAX_FACE_VIDEO_SECONDS = env.integer("AVATAR_MAX_FACE_VIDEO_SECONDS", 1800, minimum=1)
UPLOADS_MAX_DUB_MB = env.integer("AVATAR_MAX_DUB_MB", 4096, minimum=1)
UPLOADS_MAX_DUB_SECONDS = env.integer("AVATAR_MAX_DUB_SECONDS", 4 * 3600, minimum=1)
STORAGE_MAX_MB = limits.STORAGE_MAX_MB
PLAN_MINUTES, PLAN_JOBS = limits.PLAN_MINUTES, limits.PLAN_JOBS
UPLOADS_KEPT_HOURS = env.integer("AVATAR_UPLOAD_HOURS", 24, minimum=1)  # while nothing uses them
UPLOADS_ARE_TRANSCRIBED = env.flag("AVATAR_TRANSCRIBE_UPLOADS", default=True)
UPLOADS_PARTS_DIR = DATA_DIR / "parts"  # files on their way, beside the media folder
INSPECTION_TIME_LIMIT = env.integer("AVATAR_INSPECTION_TIME_LIMIT", 20, minimum=1)  # seconds
INSPECTION_MEMORY_LIMIT_MB = env.integer("AVATAR_INSPECTION_MEMORY_LIMIT_MB", 2000, minimum=100)
DUB_CHECK_TIME_LIMIT = env.integer("AVATAR_DUB_CHECK_TIME_LIMIT", 60, minimum=1)  # seconds
SCRIPTS_TIME_LIMIT = env.integer("AVATAR_SCRIPT_TIME_LIMIT", 300, minimum=1)  # seconds
SCRIPTS_KEPT_DAYS = env.integer("AVATAR_SCRIPT_DAYS", 30, minimum=1)  # since the last change
DUBS_TIME_LIMIT = env.integer("AVATAR_DUB_TIME_LIMIT", 12 * 3600, minimum=1)  # seconds
DUBS_CACHE_MB = env.integer("AVATAR_DUB_CACHE_MB", 8000)  # of what dubs are put together from
DUBS_CACHE_DAYS = env.integer("AVATAR_DUB_CACHE_DAYS", 30, minimum=1)  # since it was used last
JOBS_DUBS_DIR = DATA_DIR / "cache" / "dubs"
JOBS_WORK_DIR = DATA_DIR / "work"
JOBS_LOG_DIR = DATA_DIR / "logs"
JOBS_VOICE_SAMPLES_DIR = DATA_DIR / "voices"
JOBS_PRESENTER_CATALOGUE = REPOSITORY / "studio" / "presenters" / "catalogue.toml"
JOBS_PREPARED_FILE = DATA_DIR / "prepared.json"
JOBS_VIDEO_PAGE = "studio:video"  # url name of a video's page, which belongs to an app above
AVATARS_ARE_REVIEWED = env.flag("AVATAR_REVIEW_AVATARS")  # own ones wait for a moderator
# What is needed of another person who is shown, besides the word of whoever adds the face.
AVATARS_CONSENT_PROOF = env.choice("AVATAR_CONSENT_PROOF", ("none", "email", "recording"))
AVATARS_TERMS_FILE = env.folder("AVATAR_TERMS_FILE", REPOSITORY / "studio" / "terms.txt")
AVATARS_PAGE = "studio:avatars"
AVATARS_CONSENT_PAGE = "studio:consent"
AVATARS_TERMS_PAGE = "studio:terms"
INFERENCE_CHECKPOINTS_DIR = env.folder("AVATAR_CHECKPOINTS_DIR", REPOSITORY / "checkpoints")

if CHANNELS_URL := env.text("AVATAR_CHANNELS_URL"):
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            # The timeout of redis-py 8 would end idle websockets after five seconds.
            "CONFIG": {"hosts": [{"address": CHANNELS_URL, "socket_timeout": None}]},
        }
    }

# -- E-mail and links --------------------------------------------------------------------------

MAIL_SERVER = server_of("AVATAR_SMTP_URL", env.text("AVATAR_SMTP_URL"))  # None: kept in the outbox
if MAIL_SERVER and not env.text("AVATAR_MAIL_FROM"):
    raise ImproperlyConfigured("AVATAR_SMTP_URL needs AVATAR_MAIL_FROM, the address of the sender")
DEFAULT_FROM_EMAIL = env.mail_sender("AVATAR_MAIL_FROM", "Avatar Studio <studio@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "media_jobs.mail_backend.Mailbox"
MAIL_DAYS = env.integer("AVATAR_OUTBOX_DAYS", 30, minimum=1)
JOBS_NOTICE_WRITER = "studio.mails.write"  # words and pages belong to an app above
SHARING, SHARING_MAX_DAYS = trust.SHARING, trust.SHARING_MAX_DAYS
SHARING_EMBED_SITES = trust.SHARING_EMBED_SITES
JOBS_SHARE_PAGE, JOBS_EMBED_PAGE = trust.JOBS_SHARE_PAGE, trust.JOBS_EMBED_PAGE
MEDIA_URL_HOURS = trust.MEDIA_URL_HOURS
PROVENANCE_DIR = DATA_DIR / "provenance"  # keys of watermarks and credentials
LABEL, LABEL_CORNER, LABEL_LANGUAGE = trust.LABEL, trust.LABEL_CORNER, trust.LABEL_LANGUAGE
WATERMARK, CREDENTIALS = trust.WATERMARK, trust.CREDENTIALS
CREDENTIALS_NAME, CREDENTIALS_AUTHOR = trust.CREDENTIALS_NAME, trust.CREDENTIALS_AUTHOR
C2PA_CERTIFICATE, C2PA_KEY = trust.C2PA_CERTIFICATE, trust.C2PA_KEY
C2PA_TRUST = trust.C2PA_TRUST
VERIFY_MAX_MB, VERIFY_PER_HOUR = trust.VERIFY_MAX_MB, trust.VERIFY_PER_HOUR
VERIFY_TIME_LIMIT = trust.VERIFY_TIME_LIMIT

# -- Moderation --------------------------------------------------------------------------------

MODERATION_WORDS = env.items("AVATAR_BANNED_WORDS")
MODERATION_WORDS_FILE = env.text("AVATAR_BANNED_WORDS_FILE")
MODERATION_HOLDS = env.flag("AVATAR_MODERATION_HOLD")  # what is flagged waits for a moderator
MODERATION_READS_TEXTS = env.flag("AVATAR_TEXT_MODERATION", default=True)
MODERATION_UPLOADS_A_DAY = env.integer("AVATAR_FLAG_UPLOADS_PER_DAY", 200)  # 0: any number
MODERATION_MAIL = env.items("AVATAR_MODERATION_MAIL")  # who gets an e-mail about new reports

# -- Logging -----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {
        "accounts": {"level": "INFO"},
        "avatarsite": {"level": "INFO"},
        "media_jobs": {"level": "INFO"},
        # It warns of every worker after the first; several in one process are meant.
        "dramatiq.broker.StubBroker": {"level": "ERROR"},
    },
}
