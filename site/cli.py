"""The `kavling` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from config import Settings, WrongSetting, settings_from_environment

if TYPE_CHECKING:
    from flask import Flask

    from estates.importing import Order

# Written out, for the models that know them take half a second to load; a test compares.
ROLES = ("sales", "sales_lead", "marketing", "engineer", "admin")
LANGUAGES = ("id", "en", "ko", "ja")
PROOFS = ("declared", "surveyed", "metered", "certified")


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

    import preparing
    import serving

    port = port or settings.port
    if serving.port_is_taken(host, port):
        refuse(f"Port {port} is taken. PORT={port + 1} make run")
    if prepare and not preparing.is_prepared(settings):
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
@click.option("--to", metavar="REVISION", help="Only as far as this migration, like 0005; base: no tables at all.")
@click.option("--down", is_flag=True, help="Go back: one step, or to REVISION. What came with the steps is lost.")
@click.option("--write", metavar="WHY", help="For developers: write the next migration from what the models say anew.")
@click.pass_obj
def migrate(settings: Settings, to: str | None, down: bool, write: str | None) -> None:
    """Bring the tables of the database up to this release. Safe to repeat, and to start twice at once."""
    import migrating
    from web import migrations

    app = application(settings)
    if write:
        for file in migrations.write(app, write):
            click.echo(file)
        return
    try:
        for line in migrating.move(app, to, down=down):
            click.echo(line)
    except migrating.NotMoved as why:
        refuse(str(why), status=2)


@main.command()
@click.pass_context
def prepare(context: click.Context) -> None:
    """Set up what a first start needs: the tables, and in an empty database the demo and the staff sign-ins."""
    import preparing

    demo = main.commands.get("demo")
    preparing.prepare(application(context.obj), say, lambda: context.invoke(demo) if demo else None)


@main.group()
def user() -> None:
    """Staff accounts."""


@user.command("add")
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be given repeatedly.")
@click.option("--estate", "estates", multiple=True, metavar="SLUG", help="Where the role is held; default: everywhere.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input; else one is made and shown.")
@click.pass_obj
def add_user(settings: Settings, email: str, roles: Sequence[str], estates: Sequence[str], password_stdin: bool) -> None:
    """Add a member of staff, who signs in at /staff/ as EMAIL."""
    from accounts.staffing import Hashed, NotAdded, add_person, new_password
    from models.account import Role
    from web import clock
    from web.database import writing_session

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else new_password()
    try:
        hashed = Hashed.of(password)
        with application(settings).app_context(), writing_session() as session:
            add_person(session, email, [Role(role) for role in roles], estates, hashed, clock.now())
    except NotAdded as why:
        refuse(str(why))
    click.echo(f"Added {email}." if password_stdin else f"Added {email}. Password, told this once: {password}")


@main.command()
@click.option("--remove", is_flag=True, help="Take the demo away again, with all that hangs from it.")
@click.pass_obj
def demo(settings: Settings, remove: bool) -> None:
    """Load the demo: three invented estates from files, and a story of leads. Every page says that they are invented."""
    import demonstration

    with application(settings).app_context():
        if remove:
            gone = demonstration.remove_demo()
            say(", ".join(f"{count} {name}" for name, count in gone.items()) or "There is no demo.")
        elif not demonstration.load_demo(say):
            refuse("The demo is there already. Take it away with --remove.")


@main.command()
@click.option("--mend", is_flag=True, help="First write anew what the statements say, where lots or estates say otherwise.")
@click.pass_obj
def check(settings: Settings, mend: bool) -> NoReturn:
    """Tell what is wrong before it hurts. Exit status 1 when something is."""
    from checking import mend_land, problems

    app = application(settings)
    if mend and (count := mend_land(app)):
        say(f"{count} lots and estates say again what their statements say.")
    found = list(problems(app))
    for problem in found:
        click.echo(problem, err=True)
    if not found:
        click.echo("Nothing is wrong.")
    sys.exit(1 if found else 0)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Keep database, media files and secret key, as they are at one moment, in FILE. The site goes on writing.

    FILE is a tar that only its owner can read, and must not be there yet. `kavling restore FILE` brings it back.
    """
    import backing
    from web.clock import now

    if backing.database_file(settings) is None:
        refuse(OF_POSTGRESQL.format(does="pg_dump --format=custom --file FILE, or pg_basebackup,"), status=2)
    end_cleanly()
    try:
        manifest = backing.back_up(settings, file.absolute(), now())
    except backing.NotBackedUp as why:
        refuse(str(why))
    media = sum(name.startswith(f"{backing.MEDIA}/") for name in manifest.files)
    size = sum(one.size for one in manifest.files.values()) / 1e6
    say(f"Kept in {file}: {sum(manifest.rows.values())} rows, {media} media files, {size:.1f} MB.")
    if settings.media_url:
        say("Documents and pictures lie in the store of KAVLING_MEDIA_URL and are not in it: keep that store's versions.")
    if manifest.carries_key:
        say("It carries the secret key and what people told you: keep it where nobody else reads it.")
    else:
        say("The secret key is not in it, for it comes from KAVLING_SECRET_KEY. Keep that, too, and elsewhere.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--over", is_flag=True, help="Also over a data folder that is in use; what is there is kept aside.")
@click.pass_obj
def restore(settings: Settings, file: Path, over: bool) -> None:
    """Bring back what `kavling backup` kept in FILE, into KAVLING_DATA. All of it, or nothing is changed.

    The file is verified first, its tables are brought up to this release, and people who were erased since, as
    erasures.jsonl in KAVLING_DATA tells, are erased again. End web server and worker before.
    """
    import backing
    import restoring
    from web import migrations
    from web.clock import now

    if backing.database_file(settings) is None:
        refuse(OF_POSTGRESQL.format(does="pg_restore --clean --if-exists, then kavling migrate,"), status=2)
    end_cleanly()
    gone: list[int] = []

    def bring_up(staged: Settings) -> None:
        app = application(staged)
        migrations.migrate(app)
        gone.append(forget_again(app, settings.data / restoring.LIST))

    try:
        manifest, aside = restoring.restore(settings, file.absolute(), now(), bring_up, over=over)
    except restoring.NotRestored as why:
        refuse(f"{why}\nNothing was changed.")
    say(f"Restored into {settings.data}: {sum(manifest.rows.values())} rows, as of {manifest.made_at}.")
    if sum(gone):
        say(f"Erased again, for they were erased after the backup: {sum(gone)} people.")
    if aside is not None:
        say(f"What was there before lies in {aside}. It still holds people erased since: delete it once all is well.")
    for warning in restoring.warnings(settings, manifest):
        click.echo(warning, err=True)


@main.command("erase-again")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def erase_again(settings: Settings, file: Path) -> None:
    """Erase whom FILE, an erasures.jsonl, names and the database knows again: after PostgreSQL was restored."""
    try:
        count = forget_again(application(settings), file)
    except ValueError as why:
        refuse(f"The list of erasures is broken: {why}.")
    say(f"Erased again: {count} people.")


def forget_again(app: Flask, file: Path) -> int:
    """Erase in the database of `app` whom the list in `file` names; return how many it still knew."""
    from models.people.erasure import erase_again as again
    from privacy import keeping
    from web.clock import now
    from web.database import db, writing_session

    with app.app_context():
        told = keeping.read(file)
        with writing_session() as session:
            count = again(session, told, str(app.secret_key), now())
        db.engine.dispose()
    return count


OF_POSTGRESQL = (
    "The database is PostgreSQL, and its own tools keep it: {does} as docs/operate.md shows. "
    "Keep the media folder of KAVLING_DATA and the secret key beside it."
)


def end_cleanly() -> None:
    """Let a command that is told to end tidy up first, as after Ctrl-C."""
    import signal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@main.group()
def estate() -> None:
    """Make and list estates."""


@estate.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="What the estate is called.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="id",
    show_default=True,
    help="Language of the name.",
)
@click.option(
    "--utm", "utm_epsg", type=int, default=32748, show_default=True, help="UTM zone of its files, as an EPSG number."
)
@click.option("--desk-mail", metavar="EMAIL", help="Where its desk reads inquiries.")
@click.pass_obj
def estate_add(settings: Settings, slug: str, name: str, language: str, utm_epsg: int, desk_mail: str | None) -> None:
    """Make an estate. SLUG stands in its address, like cilegon."""
    from estates.making import NotMade, add_estate
    from web.database import writing_session

    with application(settings).app_context():
        try:
            with writing_session() as session:
                add_estate(
                    session, slug, {language: name}, utm_epsg=utm_epsg, desk_mail={"": desk_mail} if desk_mail else {}
                )
        except NotMade as wrong:
            refuse(str(wrong.why), status=2)
    say(f"The estate {slug} is there. Load its lots: kavling import lots FILE --estate {slug}")


@main.group("import")
def import_() -> None:
    """Load files into an estate, and undo imports."""


def loader(kind: str, summary: str) -> None:
    """Add `kavling import KIND`."""

    @import_.command(kind, help=summary)
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--estate", "slug", required=True, metavar="SLUG", help="The estate it is about.")
    @click.option(
        "--proof",
        type=click.Choice(PROOFS),
        default=PROOFS[0],
        show_default=True,
        help="On what strength it is said.",
    )
    @click.option("--as-of", type=DAY, metavar="DATE", help="The day it was true, like 2026-11-24. Default: today.")
    @click.option("--valid-to", type=DAY, metavar="DATE", help="The last day it holds.")
    @click.option("--document", metavar="TITLE", help="The paper it rests on: a key or a title.")
    @click.option("--illustrative", is_flag=True, help="Invented, for showing; every page says so.")
    @click.option(
        "--crs", metavar="EPSG:n", help="Coordinates of the file, when it does not tell: EPSG:4326 or EPSG:32748."
    )
    @click.option(
        "--encoding", metavar="NAME", help="Encoding of the file, when it is guessed wrongly: cp949, cp932, utf-16."
    )
    @click.option("--layer", metavar="NAME", help="Layer or sheet of the file, when it holds several.")
    @click.option("--dry-run", is_flag=True, help="Tell what would change; change nothing.")
    @click.option("--skip-bad", is_flag=True, help="Leave out rows that are refused; else one stops all.")
    @click.pass_obj
    def command(settings: Settings, /, file: Path, slug: str, **said: Any) -> None:
        from estates.importing import Order
        from models.land.answer import Proof

        as_of, valid_to = (day.date() if day else None for day in (said.pop("as_of"), said.pop("valid_to")))
        proof = Proof(said.pop("proof"))
        load_file(settings, Order(kind, file, slug, proof=proof, as_of=as_of, valid_to=valid_to, **said))


DAY = click.DateTime(["%Y-%m-%d"])

for kind, summary in {
    "lots": "Load lots and their facts: GeoJSON, CSV, XLSX, GeoPackage, or a zipped shapefile.",
    "plan": "Load a plan: streets, green, water, lines, facilities, contours, hazards (GeoJSON).",
    "surroundings": "Load what lies around: land, coast, roads, places (GeoJSON).",
    "estate": "Load facts of the estate itself (CSV: code, value, …).",
    "ledger": "Load capacities of utilities with basis and date (CSV).",
    "operators": "Load who runs what, from when to when (CSV).",
    "indicators": "Load values under a framework of indicators (CSV).",
    "documents": "Load documents by key, with the lots they are about (CSV).",
    "tenants": "Load companies in the estate, with status and date (CSV).",
    "notes": "Load public notes on the estate (CSV).",
}.items():
    loader(kind, summary)


def load_file(settings: Settings, order: Order) -> None:
    """Load one file, tell what it did, and end with 1 when it was refused."""
    from estates.importing import NoSuchEstate
    from estates.loading import load
    from estates.telling import told
    from web.clock import now

    with application(settings).app_context():
        try:
            report = load(order, at=now(), progress=show_progress)
        except NoSuchEstate:
            refuse(
                f"There is no estate “{order.estate}”. Make it: kavling estate add {order.estate} --name …", status=2
            )
        for line in told(report, str, dry_run=order.dry_run):
            click.echo(line, err=report.stopped)
    if report.stopped:
        sys.exit(1)


def show_progress(what: str, done: int, of: int) -> None:
    """Show on a terminal how far an import is; say nothing into a file or a pipe."""
    if sys.stderr.isatty():
        click.echo(f"\r{what} {done}/{of}   " if done else f"\r{what} {of} …   ", nl=False, err=True)


@import_.command("undo")
@click.argument("statement", type=int)
@click.pass_obj
def import_undo(settings: Settings, statement: int) -> None:
    """Undo an import: what held before holds again. STATEMENT is the number that the import printed."""
    from estates.undoing import NotUndone, take_back
    from web.clock import now
    from web.database import writing_session

    with application(settings).app_context():
        try:
            with writing_session() as session:
                gone = take_back(session, statement, at=now())
        except NotUndone as wrong:
            refuse(str(wrong.why))
    say(f"Statement {statement} is undone." + (f" Lots gone with it: {', '.join(gone)}." if gone else ""))


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
