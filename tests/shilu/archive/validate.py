"""Validate a crate with roc-validator, offline: the two contexts come from contexts.json, which has the terms used.

python validate.py FOLDER [PROFILE [SEVERITY]]
"""

import json
import os
import sys
from pathlib import Path

import requests
from rocrate_validator import models, services

CONTEXTS = json.loads(Path(__file__).with_name("contexts.json").read_text(encoding="utf-8"))


def answer(_, request, **__):
    """Answer a request with a context; whatever else it asks for is not to be had."""
    response = requests.Response()
    response.url, response.status_code = request.url, 200 if request.url in CONTEXTS else 404
    response.headers["Content-Type"] = "application/ld+json"
    response._content = json.dumps(CONTEXTS.get(request.url, {})).encode()
    return response


def main(folder, profile="workflow-run-crate-0.5", severity="REQUIRED"):
    """Print each finding, and how many checks there were; end with 1 where one found something."""
    requests.Session.send = answer
    os.chdir(folder)  # the validator takes the blanks of a folder's name for an error of the crate
    result = services.validate(
        services.ValidationSettings(
            rocrate_uri=Path(),
            profile_identifier=profile,
            requirement_severity=models.Severity[severity],
            no_cache=True,
        )
    )
    for issue in result.get_issues():
        sys.stdout.write(f"{issue.severity.name} {issue.check.identifier}: {issue.message}\n")
    checks = result.statistics.to_dict()["total_checks"]
    sys.stdout.write(
        f"{profile} {severity}: {checks} checks, {'passed' if result.passed() else 'not passed'}\n"
    )
    sys.exit(not result.passed())


if __name__ == "__main__":
    main(*sys.argv[1:])
