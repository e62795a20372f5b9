# Written by hand after Django 5.2's manner.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistant", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="thread",
            field=models.CharField(blank=True, db_index=True, default="", max_length=32),
        ),
    ]
