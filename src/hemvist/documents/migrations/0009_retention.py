"""When a version came, of which class it is, and that it may be due to be returned."""

import django.utils.timezone
import hemvist.documents.models
from django.db import migrations, models


def as_received(apps, schema_editor):
    """What is stored already came when it was received; where it was made a version later than it came, that day counts."""
    apps.get_model("documents", "Version").objects.update(arrived=models.F("received"))


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_indexed"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="arrived",
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
        ),
        migrations.RunPython(as_received, migrations.RunPython.noop),
        migrations.AddField(
            model_name="version",
            name="class_mark",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="version",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "received"),
                    ("reading", "reading"),
                    ("flagged", "flagged"),
                    ("searchable", "searchable"),
                    ("refused", "refused"),
                    ("replaced", "replaced"),
                    ("due", "due"),
                ],
                default=hemvist.documents.models.Reading["RECEIVED"],
                max_length=10,
            ),
        ),
    ]
