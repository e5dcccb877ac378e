"""The compiled core. It reads numbers, levels and fields, and knows nothing of exchanges.

number      price text to float64, correctly rounded
scan        steps through JSON bytes: peek at keys, split arrays, read levels
record      Field, Wire, Record: a named row read from one message; the events
orderbook   the levels of one message, as float64 arrays
book        a maintained book: tick ladder, sorted fallback, top of book
live        a maintained book fed by frames: sequence rule, trust state, buffered deltas
normalize   Normalizer: response to (containers, status); kline columns
limiter     sliding window
"""
