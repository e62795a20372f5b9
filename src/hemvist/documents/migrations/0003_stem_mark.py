# Written by hand after Django 5.2's manner.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_members"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="stem_mark",
            field=models.CharField(db_index=True, default="", max_length=64),
        ),
    ]
