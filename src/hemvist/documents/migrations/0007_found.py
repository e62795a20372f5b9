# What was found and confirmed, false alarms, and versions of which only the text is kept.

import django.db.models.deletion
import django.utils.timezone
import hemvist.documents.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_relations"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="confirmed",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="version",
            name="text_only",
            field=models.BooleanField(default=False),
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
                ],
                default=hemvist.documents.models.Reading["RECEIVED"],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Allowed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(db_index=True, max_length=64)),
                ("kinds", models.JSONField()),
                ("sealed_reason", models.BinaryField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="allowed", to="documents.version"
                    ),
                ),
            ],
        ),
    ]
