import django.db.models.deletion
import kvota.records.row
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0007_attached_files'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='funnel',
            options={'ordering': ['id']},
        ),
        migrations.RenameField(
            model_name='funnel',
            old_name='name',
            new_name='name_en',
        ),
        migrations.AddField(
            model_name='funnel',
            name='name_bg',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='funnel',
            name='name_ru',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='funnel',
            name='name_zh',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='funnel',
            name='removed_on',
            field=models.DateField(blank=True, help_text='kept for the history, offered no more', null=True),
        ),
        migrations.CreateModel(
            name='ExitQuestion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('name_ru', models.CharField(blank=True, max_length=120)),
                ('name_zh', models.CharField(blank=True, max_length=120)),
                ('name_bg', models.CharField(blank=True, max_length=120)),
                ('rank', models.PositiveSmallIntegerField(default=1)),
                ('removed_on', models.DateField(blank=True, help_text='kept for its answers, asked no more', null=True)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='records.stage')),
            ],
            options={
                'ordering': ['rank', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExitAnswer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(default=kvota.records.row.new_uid, editable=False)),
                ('answer', models.CharField(blank=True, choices=[('yes', 'yes'), ('no', 'no'), ('not_yet', 'not_yet')], max_length=7)),
                ('sequence', models.BigIntegerField()),
                ('occurred_on', models.DateField()),
                ('known_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.deal')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.organisation')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.exitquestion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='exitquestion',
            constraint=models.UniqueConstraint(fields=('organisation', 'uid'), name='exitquestion_uid'),
        ),
        migrations.AddIndex(
            model_name='exitanswer',
            index=models.Index(fields=['organisation', 'sequence'], name='exitanswer_sequence'),
        ),
        migrations.AddConstraint(
            model_name='exitanswer',
            constraint=models.UniqueConstraint(fields=('organisation', 'uid'), name='exitanswer_uid'),
        ),
        migrations.AddConstraint(
            model_name='exitanswer',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['yes', 'no', 'not_yet', ''])), name='exit_answer_possible'),
        ),
    ]
