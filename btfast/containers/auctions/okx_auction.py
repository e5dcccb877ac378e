"""OKX call auctions. Source: OKX API v5, "Get call auction details", "Call auction details channel"."""

from btfast._core.record import Wire
from btfast.containers.auctions.auction import AuctionData


class OkxAuctionData(AuctionData):
    """Call auction from ``market/call-auction-details`` or the ``call-auction-details`` channel."""

    exchange_name = "OKX"
    wire = Wire(
        envelope="data",
        auction_symbol_name="instId",
        server_time="ts",
        auction_price="eqPx",
        matched_volume="matchedSz",
        unmatched_volume="unmatchedSz",
        auction_end_time="auctionEndTime",
        auction_state="state",
    )
