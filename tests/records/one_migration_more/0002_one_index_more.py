"""What a later kvota adds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("records", "0001_first"),)
    operations = (
        migrations.AddIndex("deal", models.Index(fields=["organisation", "currency"], name="later_index")),
    )
