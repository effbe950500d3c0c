"""`fairlead schema`: the grammar of the program file, for editors and for readers."""

import json

import click

__all__ = ["command"]


@click.command("schema")
@click.option(
    "--page", is_flag=True, help="Print the reference page in Markdown instead of the JSON Schema."
)
@click.option("--findings", is_flag=True, help="Print the table of what can be wrong in a file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as it does anyway.")
def command(*, page: bool, findings: bool, as_json: bool) -> None:
    """Print the schema of the program file.

    It is a JSON Schema of draft 2020-12. An editor with a YAML language server completes and
    checks by it when the file begins with a line such as

    # yaml-language-server: $schema=program.schema.json
    """
    from fairlead.sources.program_file.json_schema import json_schema  # slow import
    from fairlead.sources.program_file.reference_page import (  # slow import
        findings_page,
        program_file_page,
    )

    if (page or findings) and as_json:
        raise click.UsageError("The pages are Markdown, not JSON: leave out --json.")
    if page:
        click.echo(program_file_page(), nl=False)
    elif findings:
        click.echo(findings_page(), nl=False)
    else:
        click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
