"""Papers that people send: told by their content, drawn anew or refused, sent back as attachments."""
