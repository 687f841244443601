"""Devices: claimed, released, handed on, arriving and leaving."""
