"""The web database: accounts, places in campaigns, drafts, files of drafts, questions, notices, packages. Never a score."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import CASCADE, PROTECT, CharField, DateTimeField, ForeignKey, TextField, UniqueConstraint


class User(AbstractUser):
    """An account: an office in the campaign, known by the name people sign in with."""

    language = CharField(max_length=2, default="vi")
    mailed_on = models.DateField(null=True, blank=True)
    """The day in Viet Nam of the last digest; at most one a day is sent."""

    @property
    def is_administrator(self) -> bool:
        """Whether the account makes and locks accounts; such an account has no place in any campaign."""
        return self.is_staff

    @cached_property
    def all_places(self) -> list[Place]:
        """Its places in all campaigns, read once for a request."""
        return list(self.places.all())


class Duty(models.TextChoices):
    """What an account does in a campaign."""

    EDITOR = "editor"
    """Fills in the self-assessment of its agency."""
    HEAD = "head"
    """Hands in for the agency; also fills in."""
    OFFICE = "office"
    """Acts as a person of the campaign's list: secretary, member, chair, deciding authority."""
    VIEWER = "viewer"
    """Reads everything, writes nothing."""


class Place(models.Model):
    """The place of an account in a campaign."""

    user = ForeignKey(User, on_delete=CASCADE, related_name="places")
    campaign = CharField(max_length=100)
    duty = CharField(max_length=10, choices=Duty.choices)
    actor = CharField(max_length=100, blank=True)
    """The id under which the account acts in the ledger: an agency's or a person's; empty for viewers."""

    class Meta:
        constraints = [UniqueConstraint(fields=["user", "campaign", "actor"], name="one_place")]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.duty} {self.actor}"


class DraftField(models.Model):
    """One field of an agency's draft, as it was typed; emptied fields stay, so that versions go on."""

    campaign = CharField(max_length=100)
    agency = CharField(max_length=100)
    path = CharField(max_length=200)
    """As in `scoring.web.drafts`: ``numbers/so_thon/value``."""
    value = TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = ForeignKey(User, on_delete=PROTECT)
    changed_at = DateTimeField(auto_now=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["campaign", "agency", "path"], name="one_value")]

    def __str__(self) -> str:
        return f"{self.campaign}/{self.agency}/{self.path}"


class DraftFile(models.Model):
    """A file uploaded for a draft; its bytes stand under a random name in the desk's folder of files."""

    campaign = CharField(max_length=100)
    agency = CharField(max_length=100)
    name = CharField(max_length=200)
    """As it was called where it came from."""
    stored = CharField(max_length=64, unique=True)
    sha256 = CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = CharField(max_length=100)
    """By its first bytes, never by its name."""
    uploaded_by = ForeignKey(User, on_delete=PROTECT)
    uploaded_at = DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["campaign", "agency", "sha256"], name="one_file")]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A part of an agency's form that one of its accounts fills in."""

    campaign = CharField(max_length=100)
    agency = CharField(max_length=100)
    item = CharField(max_length=100)
    """A criterion's id, or ``muc:II`` for a whole page of the form."""
    user = ForeignKey(User, on_delete=CASCADE)

    class Meta:
        constraints = [UniqueConstraint(fields=["campaign", "agency", "item"], name="one_account")]

    def __str__(self) -> str:
        return f"{self.agency}/{self.item}"


class UnitsFile(models.Model):
    """An agency's own file of units."""

    campaign = CharField(max_length=100)
    agency = CharField(max_length=100)
    text = TextField()
    changed_by = ForeignKey(User, on_delete=PROTECT)
    changed_at = DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["campaign", "agency"], name="one_units_file")]

    def __str__(self) -> str:
        return self.agency


class Handover(models.Model):
    """An inner unit's word that its part of the form is done."""

    campaign = CharField(max_length=100)
    agency = CharField(max_length=100)
    unit = CharField(max_length=100)
    stands = CharField(max_length=64)
    """A digest of the part's fields and their versions, by which it is seen whether they were changed since."""
    handed_by = ForeignKey(User, on_delete=CASCADE)
    handed_at = DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["campaign", "agency", "unit"], name="one_handover")]

    def __str__(self) -> str:
        return f"{self.agency}/{self.unit}"


class Question(models.Model):
    """A line of the thread on one criterion of an agency: a question of the appraiser, an answer of the agency."""

    campaign = CharField(max_length=100)
    agency = CharField(max_length=100)
    criterion = CharField(max_length=100)
    stage = CharField(max_length=100, default="")
    """The agency's stage when it was written; the thread is closed once the agency leaves it."""
    text = TextField()
    asked_by = ForeignKey(User, on_delete=PROTECT)
    from_agency = models.BooleanField()
    asked_at = DateTimeField()

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.agency}/{self.criterion}"


class Invitation(models.Model):
    """A link, printed on a slip or mailed, with which somebody makes an account with a place once; only its digest is kept."""

    digest = CharField(max_length=64, unique=True)
    campaign = CharField(max_length=100)
    duty = CharField(max_length=10, choices=Duty.choices)
    actor = CharField(max_length=100)
    email = CharField(max_length=254, blank=True, default="")
    """Where the link was mailed to, which becomes the account's address; empty for a printed slip."""
    made_by = ForeignKey(User, on_delete=CASCADE)
    made_at = DateTimeField(auto_now_add=True)
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.campaign}: {self.duty} {self.actor}"


class Notice(models.Model):
    """What an account was told: once for each event, whoever finds it first. Never a score, never a reason's text."""

    user = ForeignKey(User, on_delete=CASCADE, related_name="notices")
    campaign = CharField(max_length=100)
    event = CharField(max_length=500)
    """What it is about, the same whenever it is found again: an entry of the ledger, a question, a deadline's day."""
    about = CharField(max_length=100)
    """The agency or person whose work it is."""
    vi = TextField()
    en = TextField()
    due = models.DateField(null=True)
    """The last day of what is to be done."""
    address = CharField(max_length=400)
    """The page where it is done, from the root of the desk."""
    made_at = DateTimeField()
    read_at = DateTimeField(null=True)
    mailed_at = DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["user", "campaign", "event"], name="told_once")]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user}: {self.event}"


class Followed(models.Model):
    """How far the ledger of a campaign was looked through for what people are to be told."""

    campaign = CharField(max_length=100, unique=True)
    seq = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.campaign}: {self.seq}"


class Package(models.Model):
    """All papers of a campaign in one file, in one language: asked for, being made, or there; a new one takes its place."""

    campaign = CharField(max_length=100)
    lang = CharField(max_length=2)
    asked_at = DateTimeField()
    seq = models.PositiveIntegerField(default=0)
    head = CharField(max_length=64, blank=True, default="")
    """The ledger's last entry when its papers were taken down, by number and hash."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    """How many pieces of work are finished, of how many."""
    made_at = DateTimeField(null=True)
    stored = CharField(max_length=64, blank=True, default="")
    """The name of its file in the desk's folder of packages."""
    size = models.PositiveBigIntegerField(default=0)
    problem = TextField(blank=True, default="")
    """Why it could not be made."""

    class Meta:
        constraints = [UniqueConstraint(fields=["campaign", "lang"], name="one_package")]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.seq}"
