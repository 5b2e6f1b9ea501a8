"""The walks of the documents, command by command: what they say is what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCUMENTS = ("docs/own-report.md", "docs/own-report.zh-TW.md")


def steps(text):
    """Yield (command, what it says) of the console blocks of a document."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *rest = step.split("\n")
            more = [line for line in rest if line.startswith(">")]
            said = [line for line in rest if not line.startswith(">")]
            yield (
                "\n".join([first, *(line[1:].removeprefix(" ") for line in more)]),
                "\n".join(said).strip("\n"),
            )


def pattern(said):
    """Return the regular expression of what a command says: … stands for anything."""
    return "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", said)).replace(
        r".*\n", r"(?:.*\n)?"
    )


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_walk_can_be_walked(root, tmp_path, document):
    walked = list(steps((root / document).read_text(encoding="utf-8")))
    assert len(walked) > 30
    folder = tmp_path
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, said in walked:
        if command.startswith("cd "):
            folder = folder / command.removeprefix("cd ")
            continue
        result = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env={**os.environ, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        shown = result.stdout.strip("\n")
        assert re.fullmatch(pattern(said), shown, re.DOTALL), f"$ {command}\n{shown}\n--- and not\n{said}"
