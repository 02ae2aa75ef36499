"""Why a backup is not made or not restored; the text is for the operator."""


class BackupRefused(Exception):
    """The file, the key or the database is not what it must be; nothing was changed unless the text says so."""
