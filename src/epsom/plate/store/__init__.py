"""The full tables: what national tables say of thousands of foods, in one file that can be searched.

The box holds the foods that people name; the store holds what they import themselves from the official files.
"""

from epsom.plate.store.reading import Hit, Store, StoredFood, where
from epsom.plate.store.writing import TableWritten

__all__ = ["Hit", "Store", "StoredFood", "TableWritten", "where"]
