"""What the app's server does not spend its first seconds on."""

import importlib.metadata
import subprocess
import sys

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.component_manager import BidiComponentManager

from claqueur.app.serve import look_for_no_components


@pytest.mark.parametrize("is_spared", [False, True])
def test_no_installed_package_is_searched_for_components(monkeypatch, is_spared):
    searched = []
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", manifest_scanner.scan_component_manifests)
    monkeypatch.setattr(importlib.metadata, "distributions", lambda: searched.append("all packages") or [])
    if is_spared:
        look_for_no_components()
    BidiComponentManager().discover_and_register_components()
    assert searched == ([] if is_spared else ["all packages"])


def test_a_page_waits_for_the_thread_that_imports_the_styles_of_tables():
    """In a process of its own: here pandas is imported already."""
    script = """
import sys
from threading import Thread
from claqueur.app.sections.table_styles import STYLES, import_styles

first = Thread(target=import_styles)
first.start()
while STYLES not in sys.modules:  # half imported from here on
    pass
import_styles()
print(hasattr(sys.modules[STYLES], "Styler"), "matplotlib" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "False"]
