"""The leak gate: what leaves is searched for what came in."""
