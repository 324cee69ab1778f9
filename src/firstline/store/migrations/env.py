"""Alembic's way in: `store.migrate` lends the connection and owns the transaction."""

from alembic import context

from firstline.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
