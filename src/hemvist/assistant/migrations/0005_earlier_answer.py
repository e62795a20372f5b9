import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistant", "0004_kept_questions")]

    operations = [
        migrations.AddField(
            model_name="keptquestion",
            name="earlier",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="kept_before",
                to="assistant.question",
            ),
        ),
        migrations.AddField(
            model_name="keptquestion",
            name="rests",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
    ]
