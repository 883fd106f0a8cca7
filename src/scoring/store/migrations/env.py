"""How Alembic reaches the database: over the connection it is given, inside the transaction already open."""

from __future__ import annotations

from alembic import context


def run() -> None:
    """Run the steps asked for, all in one transaction."""
    context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


# Alembic executes this file under a name of its own.
if __name__ == "env_py":
    run()
