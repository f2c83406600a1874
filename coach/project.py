"""Where the parts of the project that are no module stand: content/, app.py, and the theme in .streamlit/."""

from pathlib import Path

_PACKED = Path(__file__).resolve().parent / "_project"
PROJECT = _PACKED if _PACKED.is_dir() else _PACKED.parent.parent
"""In an installed package they are packed inside it (pyproject.toml); in the project's folder they stand beside the package."""
