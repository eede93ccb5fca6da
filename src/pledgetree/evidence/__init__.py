"""What makes data evidence: digests and manifests. No data engine is imported here."""
