"""The report as one self-contained page: no script, nothing fetched, everything escaped."""

from adhere.fuzz.html.page import render_html

__all__ = ["render_html"]
