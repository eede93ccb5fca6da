"""The declared tables: read, check and freeze them into a snapshot, open one. The one seam between data and core."""
