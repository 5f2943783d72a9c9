"""The `kavling` command."""

import sys

import click

from config import WrongSetting, settings_from_environment


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Run and keep a Kavling site. `kavling COMMAND --help` tells more of each."""
    try:
        context.obj = settings_from_environment()
    except WrongSetting as wrong:
        click.echo(wrong, err=True)
        sys.exit(2)
