# Places of files that were deleted out of a mail or an archive on their own.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_jobs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Removed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="removed", to="documents.version"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="removed",
            constraint=models.UniqueConstraint(fields=("origin", "ordinal"), name="one_removal_per_member"),
        ),
    ]
