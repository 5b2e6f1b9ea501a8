"""Templates of strangers: no way out of the sandbox, and none around time and memory."""

import pytest

from shilu.errors import UserError
from shilu.template.fill import fill
from shilu.template.names import load

pytestmark = pytest.mark.usefixtures("hurried")


@pytest.fixture
def refused(project):
    """Return a function that fills a template, which must not do, and returns the error."""
    (project / "t.csv").write_text("k,v\na,1.5\n")
    (project / "link.py").symlink_to("../secret.py")

    def refused(template):
        with pytest.raises(UserError) as error:
            fill(f"a\n\n{template}\n", names=load(["t.csv"], root="."), file="r.md.j2", places=["."])
        return str(error.value)

    return refused


@pytest.mark.parametrize("template", [
    "{{ t.a.v | center(10**9) }}",
    "{{ '{:>999999999}'.format(1) }}",
    "{{ '%999999999d' % 1 }}",
    "{{ 'x' * 10**10 }}",
    "{{ 10**10**9 }}",
    "{{ 'x'.ljust(10**10) }}",
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ 'a' | batch(9000000000, 'x') | list }}",
])  # fmt: skip
def test_what_would_fill_memory_is_one_line_with_the_template_s(refused, template):
    assert refused(template).startswith("r.md.j2:3: ")
    assert "\n" not in refused(template)


@pytest.mark.parametrize("template", [
    "".join(f"{{% for {name} in 'xxxxxxxxxx' %}}" for name in "abcdefghij") + "{% endfor %}" * 10,
    "{% macro m(x) %}{% if x %}{% set y = m(x[1:]) ~ m(x[1:]) %}{% endif %}{% endmacro %}{% set z = m('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') %}",
])  # fmt: skip
def test_what_would_never_end_is_one_line_with_the_template_s(refused, template):
    said = refused(template)
    assert said.startswith("r.md.j2:3: ")
    assert "takes more than 1 s of a processor" in said


@pytest.mark.parametrize("template", [
    "{{ excerpt.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ t.a.v.__class__ }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
])  # fmt: skip
def test_a_template_reaches_nothing_of_the_machine(refused, template):
    assert refused(template).startswith("r.md.j2")


@pytest.mark.parametrize("file", ["../secret.py", "link.py", "{parent}/secret.py"])
def test_an_excerpt_is_of_a_file_of_the_project(refused, project, file):
    said = refused(f'{{{{ excerpt("{file.format(parent=project.parent)}", "secret") }}}}')
    assert "leads out of the project" in said
