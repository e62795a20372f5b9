# Whether a proposed relation points to one earlier paper, or to one of several that may be meant.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="relation",
            name="sure",
            field=models.BooleanField(default=True),
        ),
    ]
