import django.db.models.deletion
import kvota.records.row
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_saved_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClientMerge',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(help_text='the first day it was taken back', null=True)),
                ('sequence', models.BigIntegerField(help_text='of its event: deals above it came after the merge')),
                ('merged_at', models.DateTimeField()),
                ('said_before', models.JSONField(default=dict, help_text='what the choice changed on the survivor: column, before, after')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NamesApart',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('first_key', models.CharField(max_length=200)),
                ('second_key', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='client',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.client'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='client_merged_into'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.client'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='survivor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.client'),
        ),
        migrations.AddField(
            model_name='clientmerge',
            name='taken_back_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person'),
        ),
        migrations.AddField(
            model_name='namesapart',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person'),
        ),
        migrations.AddField(
            model_name='namesapart',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation'),
        ),
        migrations.AddConstraint(
            model_name='clientmerge',
            constraint=models.UniqueConstraint(fields=('organisation', 'uid'), name='clientmerge_uid'),
        ),
        migrations.AddConstraint(
            model_name='clientmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('client',), name='client_merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='clientmerge',
            constraint=models.CheckConstraint(condition=models.Q(('client', models.F('survivor')), _negated=True), name='client_merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='namesapart',
            constraint=models.UniqueConstraint(fields=('organisation', 'uid'), name='namesapart_uid'),
        ),
        migrations.AddConstraint(
            model_name='namesapart',
            constraint=models.UniqueConstraint(fields=('organisation', 'first_key', 'second_key'), name='names_apart_once'),
        ),
    ]
