"""Alembic's entry: run the migrations on the connection that store.migration opened."""

from alembic import context
from sqlmodel import SQLModel

from store import migration

migration.import_tables()
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
