"""The steps by which the shape of a store came about, run by Alembic."""
