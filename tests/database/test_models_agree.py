"""Models, migrations and the real database agree, and the database itself holds what it promises."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

import app.models
from app.database.connection import tortoise_config
from app.database.migrating import pending_migrations
from app.domain import history
from app.domain.history import EventKind
from app.models import Event
from tests.conftest import PostgresServer

pytestmark = pytest.mark.anyio

REPOSITORY = Path(__file__).parents[2]
MODELS = [each for each in vars(app.models).values() if isinstance(each, type) and issubclass(each, Model)]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.db_table)

NOT_OURS = {"tortoise_migrations"}
"""Tables of the ORM; those of the job queue begin with `pgqueuer`."""


@pytest.fixture
async def connection(database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose work is taken back."""
    connection = await asyncpg.connect(database)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def columns(connection: asyncpg.Connection, table: str) -> dict[str, tuple[str, bool, bool]]:
    """Type, nullability and whether there is a default, of each column."""
    rows = await connection.fetch(
        """
        SELECT attname, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS is_nullable, atthasdef
        FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped
        """,
        f'"{table}"',
    )
    return {row["attname"]: (row["type"], row["is_nullable"], row["atthasdef"]) for row in rows}


async def constraints(connection: asyncpg.Connection, table: str, kinds: str) -> dict[str, str]:
    """The definitions of constraints of these kinds (`c` check, `f` foreign key, `p` primary key, `u` unique)."""
    rows = await connection.fetch(
        "SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint "
        'WHERE conrelid = $1::text::regclass AND contype = ANY($2::"char"[])',
        f'"{table}"',
        [kind.encode() for kind in kinds],
    )
    return {row["conname"]: row["definition"] for row in rows}


async def indexes(connection: asyncpg.Connection, table: str) -> dict[str, str]:
    """The definitions of all indexes but the primary key's, from `USING` on, unique ones marked."""
    rows = await connection.fetch(
        "SELECT relname, indisunique, pg_get_indexdef(indexrelid) AS definition FROM pg_index "
        "JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = $1::text::regclass AND NOT indisprimary",
        f'"{table}"',
    )
    return {
        row["relname"]: ("UNIQUE " if row["indisunique"] else "") + row["definition"].partition(" USING ")[2]
        for row in rows
    }


async def twin(connection: asyncpg.Connection, table: str) -> str:
    """The name of an empty temporary table with the same columns and nothing else."""
    await connection.execute(f'CREATE TEMP TABLE "probe_{table}" (LIKE "{table}")')
    return f"probe_{table}"


async def test_the_database_has_the_tables_of_the_models_and_no_others(connection: asyncpg.Connection) -> None:
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {row["tablename"] for row in rows if not row["tablename"].startswith("pgqueuer")}
    assert tables - NOT_OURS == {model._meta.db_table for model in MODELS}


@every_model
async def test_columns_are_those_of_the_model(connection: asyncpg.Connection, model: type[Model]) -> None:
    meta = model._meta
    fields = {column: meta.fields_map[name] for name, column in meta.fields_db_projection.items()}
    types = ", ".join(f'"{column}" {field.get_for_dialect("postgres", "SQL_TYPE")}' for column, field in fields.items())
    await connection.execute(f"CREATE TEMP TABLE types ({types})")
    wanted = {
        column: (kind, fields[column].null, fields[column].has_db_default())
        for column, (kind, _, _) in (await columns(connection, "types")).items()
    }
    assert await columns(connection, meta.db_table) == wanted


@every_model
async def test_every_check_stands_in_the_database_and_no_other(
    connection: asyncpg.Connection, model: type[Model]
) -> None:
    table = model._meta.db_table
    probe = await twin(connection, table)
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            await connection.execute(
                f'ALTER TABLE "{probe}" ADD CONSTRAINT "{constraint.name}" CHECK ({constraint.check})'
            )
    assert await constraints(connection, table, "c") == await constraints(connection, probe, "c")


@every_model
async def test_every_index_and_unique_constraint_stands_in_the_database_and_no_other(
    connection: asyncpg.Connection, model: type[Model]
) -> None:
    table = model._meta.db_table
    probe = await twin(connection, table)
    wanted: list[tuple[str, str]] = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            condition = f" WHERE {constraint.condition}" if constraint.condition else ""
            named = ", ".join(f'"{field}"' for field in constraint.fields)
            wanted.append((str(constraint.name), f'UNIQUE INDEX "probe" ON "{probe}" ({named}){condition}'))
    for index in model._meta.indexes:
        assert isinstance(index, Index)
        named = ", ".join(f'"{field}"' for field in index.fields)
        method = "USING gin " if isinstance(index, GinIndex) else ""
        wanted.append((str(index.name), f'INDEX "probe" ON "{probe}" {method}({named}){index.extra}'))
    for field in model._meta.fields_map.values():
        if field.unique and not field.pk and not isinstance(field, ForeignKeyFieldInstance):
            column = field.source_field or field.model_field_name
            wanted.append(
                (
                    _name_of_unique(await indexes(connection, table), column),
                    f'UNIQUE INDEX "probe" ON "{probe}" ("{column}")',
                )
            )

    expected = {}
    for name, definition in wanted:
        await connection.execute(f"CREATE {definition}")
        expected[name] = (await indexes(connection, probe))["probe"]
        await connection.execute("DROP INDEX probe")
    assert await indexes(connection, table) == expected


def _name_of_unique(found: dict[str, str], column: str) -> str:
    """The name that the ORM made up for the index of a unique column."""
    return next((name for name, definition in found.items() if definition == f"UNIQUE btree ({column})"), column)


@every_model
async def test_every_relation_is_a_foreign_key(connection: asyncpg.Connection, model: type[Model]) -> None:
    wanted = set()
    for field in model._meta.fields_map.values():
        if isinstance(field, ForeignKeyFieldInstance) and field.db_constraint:
            related: Any = field.related_model
            target = f"{related._meta.db_table}({related._meta.db_pk_column})"
            wanted.add(f"FOREIGN KEY ({field.source_field}) REFERENCES {target} ON DELETE {field.on_delete.value}")
    found = set((await constraints(connection, model._meta.db_table, "f")).values())
    assert found == wanted


@every_model
async def test_the_primary_key_is_the_models(connection: asyncpg.Connection, model: type[Model]) -> None:
    (definition,) = (await constraints(connection, model._meta.db_table, "p")).values()
    assert definition == f"PRIMARY KEY ({model._meta.db_pk_column})"


async def test_the_models_have_no_changes_that_no_migration_makes(database: str) -> None:
    assert Tortoise.apps is not None
    apps = tortoise_config(database)["apps"]
    pending = await MigrationAutodetector(Tortoise.apps, apps).changes()
    assert [writer.operations for writer in pending] == []


# ---- Migrating ----

MIGRATE = """
import asyncio, sys
from app.database.migrating import migrate_database
asyncio.run(migrate_database(sys.argv[1]))
"""


async def test_three_processes_migrate_an_empty_database_at_once(postgres: PostgresServer, database_dsn: str) -> None:
    name = f"{database_dsn.rpartition('/')[2]}_empty"
    await postgres._execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    url = postgres.database_url(name)
    try:
        assert await pending_migrations(url)
        processes = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", MIGRATE, url, cwd=REPOSITORY, stderr=subprocess.PIPE
            )
            for _ in range(3)
        ]
        async with asyncio.timeout(60):
            ends = [(await process.communicate(), process.returncode) for process in processes]
        assert [status for _, status in ends] == [0, 0, 0], [errors for (_, errors), _ in ends]
        assert not await pending_migrations(url)
        connection = await asyncpg.connect(url)
        try:
            plans = await connection.fetch("SELECT * FROM plan ORDER BY static_token_limit")
            applied = await connection.fetchval("SELECT count(*) = count(DISTINCT name) FROM tortoise_migrations")
        finally:
            await connection.close()
    finally:
        await postgres._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    assert applied
    assert [tuple(plan.values()) for plan in plans] == [
        ("FREE", 100, 0, 5, False, True),
        ("PRO", 1_000_000, 200, 1_000, False, True),
        ("BUSINESS", 10_000_000, 1_000, 10_000, True, True),
    ]


# ---- What the database holds by itself ----


@pytest.mark.parametrize("change", ["UPDATE event SET kind = 'NOTHING'", "DELETE FROM event", "TRUNCATE event"])
async def test_nothing_changes_an_event(connection: asyncpg.Connection, change: str) -> None:
    await history.record(EventKind.TEMPLATE_UPDATED)
    with pytest.raises(asyncpg.RestrictViolationError, match=re.escape("never changed or deleted")):
        await connection.execute(change)
    assert await Event.filter(kind="TEMPLATE_UPDATED").exists()


async def test_counters_of_guesses_are_not_logged_and_sessions_of_devices_are_counted_up(
    connection: asyncpg.Connection,
) -> None:
    assert await connection.fetchval("SELECT relpersistence FROM pg_class WHERE relname = 'attempt'") == b"u"
    first, second = [await connection.fetchval("SELECT nextval('device_session')") for _ in range(2)]
    assert first < second
