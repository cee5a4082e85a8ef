"""By what parts of their names companies are found."""

from sqlmodel import Field, SQLModel

from store.tables.columns import KeyText


class NameGram(SQLModel, table=True):
    """Two neighbouring characters of a published name. The number of the company counts up, so that newest is largest."""

    __tablename__ = "name_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: str = Field(primary_key=True, sa_type=KeyText)
    company: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
