import django.db.models.deletion
import kvota.records.row
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_client_merges'),
    ]

    operations = [
        migrations.CreateModel(
            name='DealShare',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('hundredths', models.PositiveSmallIntegerField(help_text='of a percent: 10000 is the whole deal')),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(help_text='the first day it holds no more', null=True)),
                ('sequence', models.BigIntegerField(help_text='of the event that said so')),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='records.deal')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organisation', 'uid'), name='dealshare_uid'), models.CheckConstraint(condition=models.Q(('hundredths__range', (1, 10000))), name='deal_share_possible'), models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('deal', 'person'), name='deal_share_once')],
            },
        ),
    ]
