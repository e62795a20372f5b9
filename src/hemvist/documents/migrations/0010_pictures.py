# Which set of pictures of a version's pages counts, where the file as received is not kept.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0009_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="pictures",
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
