"""What an address of the settings names, or a page "not found"."""

import re
from typing import TypeVar

from fastapi import HTTPException
from sqlmodel import Session

from store.tables.accounts import AccessToken, Account
from store.tables.portfolios import Portfolio

Row = TypeVar("Row")
_NUMBER = re.compile("[1-9][0-9]{0,8}")


def number(text: str) -> int:
    """A number as an address holds it."""
    if not _NUMBER.fullmatch(text):
        raise HTTPException(404)
    return int(text)


def account(session: Session, text: str) -> Account:
    """The account of that number."""
    return _there(session.get(Account, number(text)))


def portfolio(session: Session, text: str) -> Portfolio:
    """The portfolio of that number."""
    return _there(session.get(Portfolio, number(text)))


def token(session: Session, text: str) -> AccessToken:
    """The token of that number."""
    return _there(session.get(AccessToken, number(text)))


def _there(row: Row | None) -> Row:
    if row is None:
        raise HTTPException(404)
    return row
