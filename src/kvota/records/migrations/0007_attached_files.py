import django.db.models.deletion
import kvota.records.row
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_deal_shares'),
    ]

    operations = [
        migrations.CreateModel(
            name='AttachedFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('name', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('kept_as', models.UUIDField(help_text='its name in the data folder', unique=True)),
                ('sha256', models.CharField(max_length=64)),
                ('sequence', models.BigIntegerField(help_text='of the event that attached it')),
                ('recorded_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='records.deal')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation')),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'uid'), name='attachedfile_uid'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attached_file_not_empty')],
            },
        ),
    ]
