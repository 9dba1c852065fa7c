"""Weights from other systems, and to them, by way of records; see `records`."""

from theanornn.serialization.convert.records import LayerRecord, records_of

__all__ = ["LayerRecord", "records_of"]
