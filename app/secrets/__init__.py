"""Token formats, keys, look-up digests and sealing: bytes in, bytes out, no I/O but the system's randomness.

Every fault here is a `ValueError` of its own class, and none of them carries the text it refused.
"""
