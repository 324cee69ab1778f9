"""The native API, `/api/v1`: what everything new uses, the inbox first of all."""
