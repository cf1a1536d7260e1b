import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0010_forecast_checks'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='tour',
            field=models.JSONField(blank=True, default=dict, help_text='how far this reader is in the tour, and in which company'),
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('credential_id', models.CharField(help_text='base64url; at most 1023 bytes', max_length=1400, unique=True)),
                ('credential', models.TextField(help_text='authenticator, credential id and public key, base64url')),
                ('sign_count', models.BigIntegerField(default=0)),
                ('name', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
