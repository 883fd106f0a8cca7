from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_package")]

    operations = [
        migrations.CreateModel(
            name="UnitsFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("campaign", models.CharField(max_length=100)),
                ("agency", models.CharField(max_length=100)),
                ("text", models.TextField()),
                ("changed_by", models.ForeignKey(on_delete=PROTECT, to=settings.AUTH_USER_MODEL)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("campaign", "agency"), name="one_units_file")]},
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("campaign", models.CharField(max_length=100)),
                ("agency", models.CharField(max_length=100)),
                ("unit", models.CharField(max_length=100)),
                ("stands", models.CharField(max_length=64)),
                ("handed_by", models.ForeignKey(on_delete=CASCADE, to=settings.AUTH_USER_MODEL)),
                ("handed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("campaign", "agency", "unit"), name="one_handover")]
            },
        ),
    ]
