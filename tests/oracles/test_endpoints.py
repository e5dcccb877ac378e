"""Method, path and signature of each endpoint, as others have them."""

from collections.abc import Iterator

import pytest

from btfast.config_loader import load_exchange_config
from tests.oracles.payloads import JkorfEndpoint, jkorf_endpoints
from tests.oracles.tally import Tally
from tests.oracles.unmapped import NOT_OFFERED

PRODUCTS = {  # folder: exchange and asset types
    "jkorf_binance/Endpoints/Spot": ("binance", ["spot"]),
    "jkorf_binance/Endpoints/UsdFutures": ("binance", ["swap"]),
    "jkorf_okx/Endpoints/UnifiedApi": ("okx", ["spot", "swap"]),
}


def offered(exchange: str, asset_type: str) -> dict[str, set[bool]]:
    """Return whether the requests of each path are signed."""
    asset = load_exchange_config(exchange).asset_types[asset_type]
    found: dict[str, set[bool]] = {}
    for key, path in asset.rest_paths.items():
        found.setdefault(path, set()).add(key in asset.signed)
    return found


def endpoints(folder: str) -> Iterator[tuple[str, JkorfEndpoint, set[bool]]]:
    """Yield asset type, endpoint, and how our settings sign it: nothing if they do not offer it."""
    exchange, asset_types = PRODUCTS[folder]
    for asset_type in asset_types:
        signed = offered(exchange, asset_type)
        for endpoint in jkorf_endpoints(folder):
            yield asset_type, endpoint, signed.get(endpoint.path, set())


@pytest.mark.parametrize("folder", PRODUCTS)
def test_every_endpoint_that_we_offer_is_signed_as_there(folder: str, count_case: Tally) -> None:
    found = [
        f"{asset_type} {endpoint.path}: signed {signed}, there {endpoint.is_signed}"
        for asset_type, endpoint, signed in endpoints(folder)
        if signed and signed != {endpoint.is_signed}
    ]
    assert found == []
    count_case(sum(bool(signed) for _, _, signed in endpoints(folder)))


@pytest.mark.parametrize("folder", PRODUCTS)
def test_every_market_data_endpoint_is_offered_or_listed(folder: str) -> None:
    missing = {
        endpoint.path
        for _, endpoint, signed in endpoints(folder)
        if not signed and "/ExchangeData/" in endpoint.label
    }
    assert missing - set(NOT_OFFERED) == set()


@pytest.mark.parametrize("folder", PRODUCTS)
def test_what_is_listed_as_not_offered_is_not(folder: str) -> None:
    exchange, asset_types = PRODUCTS[folder]
    for asset_type in asset_types:
        assert set(offered(exchange, asset_type)) & set(NOT_OFFERED) == set()
