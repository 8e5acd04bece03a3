"""The command `incident-coder`: its subcommands, and how each of its failures ends."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from service.commands import batch, evaluate, frames, models, serve, similar, suggest, train
from service.failures import Stopped, full_sentence, stops_by_signal, unexpected
from taxonomy.errors import Refusal

NOTHING_DONE = 2
"""Exit status after a refusal, a failure or an interruption."""


class Commands(TyperGroup):
    """The subcommands. Typer's own message on an unknown one would repeat it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The subcommand that `args` start with. Refusal if there is none."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            after = "suggest" if "suggest" in known else "similar find"
            raise Refusal(
                f"there is no such command or option; the commands are {', '.join(known)}. "
                f"A narrative goes in quotation marks after `{after}`."
            )
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="incident-coder",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,  # help in plain text, which is there at once
    pretty_exceptions_enable=False,  # failures end in a sentence, see `run`
    context_settings={"help_option_names": ["-h", "--help"], "ignore_unknown_options": True},
)
# Its arguments may be a narrative that starts with a hyphen; see `suggest` for what is refused.
app.command(context_settings={"ignore_unknown_options": True})(suggest.suggest)
app.command()(batch.batch)
app.command()(serve.serve)
app.command()(train.train)
app.command()(evaluate.evaluate)
app.add_typer(models.app, name="models")
app.add_typer(frames.app, name="frames")
app.add_typer(similar.app, name="similar", cls=Commands)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"incident-coder {version('incident-coder')}")
        raise typer.Exit


@app.callback()
def incident_coder(
    debug: Annotated[
        bool, typer.Option("--debug", help="After a failure, also print the technical detail.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Suggest codes for safety incidents in clinical imaging, MRI and nuclear medicine.

    A suggestion is never final: people decide. The shipped frame draft24 is a working
    frame and its codes are not official codes; the shipped model learned from invented narratives.

    Example: incident-coder suggest "Wrong patient scanned, ID check was rushed."

    Exit status: 0 done, 1 done with rows rejected (batch), 2 nothing done.
    """


def main() -> None:
    """The entry point of the installed command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status; a failure prints one sentence on stderr.

    With `--debug` before the command the exception follows, traceback and all.
    """
    arguments = list(arguments)
    debug = "--debug" in arguments[:1]
    try:
        with stops_by_signal():
            app(args=arguments, prog_name="incident-coder")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except Refusal as refusal:
        print(full_sentence(str(refusal)), file=sys.stderr)
        _print_detail(debug)
    except Stopped:
        print("Stopped; nothing was written.", file=sys.stderr)
    except Exception as error:
        command = next((name for name in arguments if not name.startswith("-")), "")
        print(unexpected(error, f"incident-coder {command}"), file=sys.stderr)
        _print_detail(debug)
    return NOTHING_DONE


def _print_detail(debug: bool) -> None:
    if debug:
        import traceback

        traceback.print_exc()
