"""What leaves and what comes in: records, outbox, subscriptions, webhooks, links, limits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_around_the_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="rank",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="calls",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="window",
            field=models.BigIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("salt", models.CharField(max_length=64)),
                ("created", models.DateTimeField()),
                ("created_by", models.CharField(max_length=150)),
                ("used", models.DateTimeField(null=True)),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="web.programlog",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=500, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("trouble", models.TextField(default="[]")),
                (
                    "log",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="linked",
                        to="web.programlog",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.CharField(max_length=500)),
                ("salt", models.CharField(max_length=64)),
                ("events", models.CharField(max_length=80)),
                ("created", models.DateTimeField()),
                ("created_by", models.CharField(max_length=150)),
                ("active", models.BooleanField(default=True)),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="web.programlog",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("channel", models.CharField(max_length=40)),
                ("to", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("content", models.TextField()),
                ("at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("claimed", models.DateTimeField(null=True)),
                ("finished", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
                (
                    "log",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="web.programlog",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "next_at"], name="outgoing_by_turn"),
                    models.Index(fields=["log", "channel"], name="outgoing_by_channel"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("who", models.CharField(max_length=150, null=True)),
                ("kind", models.CharField(max_length=20)),
                ("content", models.TextField()),
                ("before", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="web.programlog",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("log", "record", "number"), name="one_entry_of_record"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("voice", models.CharField(max_length=12)),
                ("cadence", models.CharField(default="weekly", max_length=8)),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("hour", models.PositiveSmallIntegerField(default=8)),
                ("number", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(db_index=True)),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="web.programlog",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("log", "user", "voice"), name="one_subscription"
                    )
                ],
            },
        ),
    ]
