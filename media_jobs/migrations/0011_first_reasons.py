"""Words for usual decisions, for administrators to change."""

from django.db import migrations

REASONS = {
    "video": (
        (
            "Likeness without consent",
            "It shows somebody who did not agree to it. Make it again with a presenter of the"
            " library, or with the consent of the person shown.",
        ),
        (
            "Deception",
            "It lets somebody say what they never said, or is made to deceive. That is not allowed"
            " here.",
        ),
        (
            "Hate or harassment",
            "It attacks or threatens people. That is not allowed here.",
        ),
        (
            "Sexual or violent",
            "It is sexual or violent in a way that is not allowed here.",
        ),
        (
            "Rights of others",
            "It uses words, sound or pictures that belong to somebody else.",
        ),
        (
            "Shows a minor",
            "It shows, or seems to show, a child or young person. That is not allowed here.",
        ),
    ),
    "avatar": (
        (
            "Consent missing",
            "We cannot tell that the person shown agreed to it. Make the presenter again and let"
            " the person agree.",
        ),
        (
            "Public figure",
            "It shows, or seems to show, somebody well known. That is not allowed here without"
            " proof of their consent.",
        ),
        (
            "Shows a minor",
            "It shows, or seems to show, a child or young person. That is not allowed here.",
        ),
        (
            "Picture not usable",
            "The picture is not suitable for a presenter. Take another one of one person, from the"
            " front and in good light.",
        ),
    ),
    "person": (
        (
            "Repeated violations",
            "Several of your videos had to be taken down.",
        ),
        (
            "Misuse of the service",
            "The account was used in a way that harms the service or other people.",
        ),
        (
            "Account in danger",
            "Somebody else may be using your account. Answer this message to get it back.",
        ),
    ),
}


def add(apps, schema_editor):
    template = apps.get_model("media_jobs", "ReasonTemplate")
    for about, reasons in REASONS.items():
        for order, (title, text) in enumerate(reasons):
            template.objects.create(about=about, title=title, text=text, order=order)


class Migration(migrations.Migration):

    dependencies = [
        ('media_jobs', '0010_moderation'),
    ]

    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
