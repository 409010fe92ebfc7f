"""The plate: what is eaten, drunk and taken."""
