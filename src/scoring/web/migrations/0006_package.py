from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_invitation_email")]

    operations = [
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("campaign", models.CharField(max_length=100)),
                ("lang", models.CharField(max_length=2)),
                ("asked_at", models.DateTimeField()),
                ("seq", models.PositiveIntegerField(default=0)),
                ("head", models.CharField(blank=True, default="", max_length=64)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                ("stored", models.CharField(blank=True, default="", max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("problem", models.TextField(blank=True, default="")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("campaign", "lang"), name="one_package")]},
        )
    ]
