"""What a later kvota adds."""

from pkgutil import iter_modules

from django.db import migrations, models

from kvota.records import migrations as of_this_kvota

LAST = max(name for _, name, _ in iter_modules(of_this_kvota.__path__))


class Migration(migrations.Migration):
    dependencies = (("records", LAST),)
    operations = (
        migrations.AddIndex("deal", models.Index(fields=["organisation", "currency"], name="later_index")),
    )
