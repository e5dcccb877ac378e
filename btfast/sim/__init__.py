"""A local venue that speaks Binance's and OKX's wire, as its own process: ``python -m btfast.sim``.

It imports nothing of btfast, so that it cannot share the client's mistakes; others start it, never import it.
"""
