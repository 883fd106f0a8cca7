import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_invitation")]

    operations = [
        migrations.CreateModel(
            name="Followed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("campaign", models.CharField(max_length=100, unique=True)),
                ("seq", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(model_name="question", name="stage", field=models.CharField(default="", max_length=100)),
        migrations.AddField(model_name="user", name="mailed_on", field=models.DateField(blank=True, null=True)),
        migrations.AlterField(model_name="question", name="asked_at", field=models.DateTimeField()),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("campaign", models.CharField(max_length=100)),
                ("event", models.CharField(max_length=500)),
                ("about", models.CharField(max_length=100)),
                ("vi", models.TextField()),
                ("en", models.TextField()),
                ("due", models.DateField(null=True)),
                ("address", models.CharField(max_length=400)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "constraints": [models.UniqueConstraint(fields=("user", "campaign", "event"), name="told_once")],
            },
        ),
    ]
