"""Every address must say who may ask it: one that does not is a mistake that is found when the program starts."""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from watcher.accounts.visitors import Role, Scope
from watcher.web.api.bearer import Holding
from watcher.web.visit import PUBLIC, AtLeast

Access = Role | Scope | None  # None: anybody


def declared(routers: Iterable[APIRouter]) -> dict[str, Access]:
    """By method and path who may ask it: a role, a token's scope, or None for anybody. Raises LookupError where one does not say."""
    found: dict[str, Access] = {}
    for route in (route for router in routers for route in router.routes):
        if not isinstance(route, APIRoute):
            continue
        said = list(_said(route.dependant))
        if len(said) != 1:
            raise LookupError(f"{route.path} says {len(said)} times who may ask it")
        for method in route.methods or ():
            found[f"{method} {route.path}"] = said[0]
    return found


def _said(dependant: Dependant) -> Iterator[Access]:
    for one in dependant.dependencies:
        if isinstance(one.call, AtLeast):
            yield one.call.role
        elif isinstance(one.call, Holding):
            yield one.call.scope
        elif one.call is PUBLIC:
            yield None
        else:
            yield from _said(one)
