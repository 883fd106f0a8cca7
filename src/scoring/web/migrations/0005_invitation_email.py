from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_notices")]

    operations = [
        migrations.AddField(
            model_name="invitation", name="email", field=models.CharField(blank=True, default="", max_length=254)
        )
    ]
