# Versions that waited in their own rows wait in the queue from now on.

from django.db import migrations, models


def queue(apps, schema_editor):
    Version, Job = apps.get_model("documents", "Version"), apps.get_model("jobs", "Job")
    for row in Version.objects.filter(state__in=["received", "reading"], document__deleting=None).select_related(
        "document"
    ):
        Job.objects.create(kind="read", subject=row.pk, project_id=row.document.project_id, size=row.size)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_stem_mark"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.AddField("version", "step", models.CharField(default="", max_length=10)),
        migrations.AddField("version", "scanned", models.DateTimeField(null=True)),
        migrations.AddField("version", "whole", models.PositiveIntegerField(default=0)),
        migrations.RemoveField("version", "attempts"),
        migrations.RemoveField("version", "lease_until"),
        migrations.RunPython(queue, migrations.RunPython.noop),
    ]
