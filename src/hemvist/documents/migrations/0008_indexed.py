# Which embedder's index answers for a project, and which one's is being made beside it.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_found"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indexed",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="projects.project",
                    ),
                ),
                ("embedder", models.CharField(max_length=40)),
                ("coming", models.CharField(default="", max_length=40)),
                ("done", models.PositiveIntegerField(default=0)),
                ("whole", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
