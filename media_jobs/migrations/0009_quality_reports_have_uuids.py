"""Keys that every database has; the numbers of old reports become UUIDs of the same value."""

import uuid

from django.db import migrations, models

REPORTS = "media_jobs_qualityreport"
PICTURES = "media_jobs_qualityreport_thumbnails"


def to_uuids(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":  # none of the others had reports before
        schema_editor.execute(f"UPDATE {REPORTS} SET id = printf('%032x', id)")
        schema_editor.execute(
            f"UPDATE {PICTURES} SET qualityreport_id = printf('%032x', qualityreport_id)"
        )


def to_numbers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"UPDATE {PICTURES} SET qualityreport_id ="
            f" (SELECT r.rowid FROM {REPORTS} r WHERE r.id = qualityreport_id)"
        )
        schema_editor.execute(f"UPDATE {REPORTS} SET id = rowid")


class Migration(migrations.Migration):

    dependencies = [
        ('media_jobs', '0008_usage_and_exports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='qualityreport',
            name='id',
            field=models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
        ),
        migrations.RunPython(to_uuids, to_numbers),
    ]
