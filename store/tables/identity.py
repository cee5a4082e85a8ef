"""Which database this is."""

from sqlmodel import Field, SQLModel


class DatabaseIdentity(SQLModel, table=True):
    """One row with a random id: what is kept outside (indexes) names by it the database that it was made from."""

    __tablename__ = "database_identity"

    id: str = Field(primary_key=True)
