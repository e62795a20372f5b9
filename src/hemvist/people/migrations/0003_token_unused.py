"""How long a device lay unused at most, so that its next call does not make that undone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_limits")]
    operations = [migrations.AddField("token", "unused", models.PositiveIntegerField(default=0))]
