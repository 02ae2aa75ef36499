"""Lists that accompaniment ships with; people edit them afterwards."""
