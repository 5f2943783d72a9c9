"""The `kavling` command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from config import Settings, WrongSetting, settings_from_environment

if TYPE_CHECKING:
    from flask import Flask


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.pass_context
def main(context: click.Context) -> None:
    """Run and keep a Kavling site. `kavling COMMAND --help` tells more of each.

    Settings come from the environment (KAVLING_DATA, KAVLING_DATABASE_URL …); config.py lists them. Without any, the
    site keeps everything in var/ and serves this machine only.
    """
    try:
        context.obj = settings_from_environment()
    except WrongSetting as wrong:
        refuse(str(wrong), status=2)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 opens it to the network.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: PORT, KAVLING_PORT or 8000.")
@click.option("--prepare", is_flag=True, help="First do what `kavling prepare` does.")
@click.pass_obj
def serve(settings: Settings, host: str, port: int | None, prepare: bool) -> NoReturn:
    """Serve the site and the desk, and send its mail, until Ctrl-C."""
    import subprocess

    import serving

    port = port or settings.port
    if serving.port_is_taken(host, port):
        refuse(f"Port {port} is taken. PORT={port + 1} make run")
    if prepare:
        made = subprocess.run([sys.executable, "-c", "import cli; cli.main()", "prepare"], check=False)
        if made.returncode:
            sys.exit(made.returncode)
    sys.exit(serving.serve(host=host, port=port, web_workers=settings.web_workers, say=say))


@main.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Do what must still happen: send mails, tidy up. `kavling serve` starts one; more may run beside it."""
    from worker.loop import Worker

    Worker(application(settings)).run()


@main.command()
@click.option("--write", metavar="WHY", help="For developers: write the next migration from what the models say anew.")
@click.pass_obj
def migrate(settings: Settings, write: str | None) -> None:
    """Bring the tables of the database up to this release. Safe to repeat, and to start twice at once."""
    from web import migrations

    app = application(settings)
    if write:
        for file in migrations.write(app, write):
            click.echo(file)
        return
    done = migrations.migrate(app)
    for line in done:
        click.echo(f"Migrated: {line}")
    if not done:
        click.echo("The tables are up to date.")


@main.command()
@click.pass_obj
def prepare(settings: Settings) -> None:
    """Set up what a first start needs: the tables, and in an empty database the demo and the staff sign-ins."""
    from web import migrations

    for line in migrations.migrate(application(settings)):
        say(f"Tables: {line}")


@main.command()
@click.pass_obj
def check(settings: Settings) -> NoReturn:
    """Tell what is wrong before it hurts. Exit status 1 when something is."""
    from checking import problems

    found = list(problems(application(settings)))
    for problem in found:
        click.echo(problem, err=True)
    if not found:
        click.echo("Nothing is wrong.")
    sys.exit(1 if found else 0)


def application(settings: Settings) -> Flask:
    """Return the application over `settings`; imported late, for `kavling --help` needs none of it."""
    from app import create_app

    return create_app(settings)


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    click.echo(text)
    sys.stdout.flush()


def refuse(text: str, *, status: int = 1) -> NoReturn:
    """Say on standard error why not, and end with `status`: 1 it did not work, 2 it was asked wrongly."""
    click.echo(text, err=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
