"""Tests of sending files."""
