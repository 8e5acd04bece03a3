"""The progress bar of a batch."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from service.consoles import messages
from service.row_estimate import estimated_rows


class RateColumn(ProgressColumn):
    """Narratives a second."""

    def render(self, task: Task) -> Text:
        """The rate once there is one."""
        return Text("" if task.speed is None else f"{task.speed:,.0f} a second")


@contextmanager
def row_progress(source: Path) -> Iterator[Callable[[int], None]]:
    """A bar on stderr, if that is a terminal; the block tells it of rows as they are written.

    The total is an estimate, so it gives way when more rows come.
    """
    console = messages()
    if not console.is_terminal:
        yield lambda rows: None
        return
    columns = (
        TextColumn("Scoring"),
        BarColumn(),
        TextColumn("{task.completed:,} of about {task.total:,} rows"),
        RateColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=estimated_rows(source) or 0)

        def advance(rows: int) -> None:
            bar.advance(task, rows)
            shown = bar.tasks[task]
            if shown.total is not None and shown.completed > shown.total:
                bar.update(task, total=shown.completed)

        yield advance
