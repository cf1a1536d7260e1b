import django.db.models.deletion
import kvota.records.row
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_deputies'),
    ]

    operations = [
        migrations.CreateModel(
            name='ManyAtOnce',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('doing', models.CharField(choices=[('reassign', 'reassign'), ('park', 'park'), ('next_step', 'next_step')], max_length=10)),
                ('asked', models.JSONField(default=dict, help_text='the person, the day, the words that were chosen')),
                ('recorded_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OneOfMany',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('done', 'done'), ('same', 'same'), ('refused', 'refused')], max_length=7)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict, help_text='what an undo gives back')),
                ('undone', models.BooleanField(default=False)),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.deal')),
                ('many', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='records.manyatonce')),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('list_name', models.CharField(choices=[('deals', 'deals')], max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('asks', models.JSONField(default=dict, help_text='parts of the address: show, stage, sort')),
                ('shared', models.BooleanField(default=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.person')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='manyatonce',
            constraint=models.UniqueConstraint(fields=('organisation', 'uid'), name='manyatonce_uid'),
        ),
        migrations.AddConstraint(
            model_name='oneofmany',
            constraint=models.UniqueConstraint(fields=('many', 'deal'), name='one_of_many_once'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('organisation', 'uid'), name='savedview_uid'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('author', 'list_name', 'name'), name='saved_view_name'),
        ),
    ]
