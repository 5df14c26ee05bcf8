# SPDX-License-Identifier: GPL-2.0-or-later
"""Which store: the GeoPackage of the profile, another one, or the connection to PostgreSQL that QGIS keeps under a name."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsCredentials, QgsDataSourceUri, QgsProviderConnectionException, QgsProviderRegistry

from ..messages import VigieError, translate
from .geopackage import GeoPackage
from .postgis import SCHEMA, PostGis
from .store import Store

PREFIX = "postgis:"


def store_of(written: str, default: Path) -> Store:
    """The store that is written as the path of a GeoPackage, or ``postgis:connection`` or ``postgis:connection/schema``; empty: the
    GeoPackage `default`. A `VigieError` says which connections there are.
    """
    if not written:
        return GeoPackage(default)
    name, schema = connection_of(written)
    if name:
        return connected(name, schema)
    path = Path(written)
    if path.suffix.lower() != ".gpkg":
        raise VigieError(
            translate("store", "“{written}” is no store: give a GeoPackage (.gpkg), or postgis:connection/schema.").format(
                written=written
            )
        )
    return GeoPackage(path.absolute())


def connection_of(written: str) -> tuple[str, str]:
    """The name of the connection and the schema of a store that is written ``postgis:connection/schema``; empty for another."""
    if not written.startswith(PREFIX):
        return "", SCHEMA
    name, _, schema = written[len(PREFIX) :].partition("/")  # QGIS lists no connection whose name has a slash
    return name.strip(), schema.strip() or SCHEMA


def database_of(written: str) -> tuple[str, str]:
    """The libpq string, credentials included, and the schema (public where none is written) of ``postgis:connection/schema``. It is for
    GDAL only. A `VigieError` says which connections there are.
    """
    name, schema = connection_of(written)
    if not name:
        raise VigieError(
            translate("store", "“{written}” is no schema of PostgreSQL: write postgis:connection/schema.").format(written=written)
        )
    schema = schema if "/" in written else "public"
    return libpq_of(name), schema


def connections() -> list[str]:
    """The names of the connections to PostgreSQL that QGIS keeps."""
    return sorted(QgsProviderRegistry.instance().providerMetadata("postgres").connections(False))


def libpq_of(name: str) -> str:
    """What GDAL takes for a connection of QGIS, credentials in it: never to be written anywhere. A `VigieError` when it is unknown."""
    return _uri_of(name).connectionInfo(True)


def connected(name: str, schema: str = SCHEMA) -> PostGis:
    """The store behind a connection of QGIS. Its authentication configuration is read here, and never written to a project."""
    uri = _uri_of(name)
    if uri.password():  # projects have no password of ours: QGIS finds it here, and need not ask
        QgsCredentials.instance().put(uri.connectionInfo(False), uri.username(), uri.password())
    return PostGis(uri.connectionInfo(True), schema, uri.connectionInfo(False) if uri.authConfigId() else "")


def _uri_of(name: str) -> QgsDataSourceUri:
    """Where a connection of QGIS leads."""
    try:
        connection = QgsProviderRegistry.instance().providerMetadata("postgres").createConnection(name)
    except QgsProviderConnectionException as error:
        raise _unknown(name, str(error)) from error
    if name not in connections():
        raise _unknown(name, "")
    return QgsDataSourceUri(connection.uri())


def _unknown(name: str, detail: str) -> VigieError:
    known = ", ".join(connections()) or translate("store", "none")
    return VigieError(
        translate("store", "QGIS has no connection to PostgreSQL named “{name}”: it has {known}.").format(name=name, known=known),
        detail,
    )
